import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError } from '../../core/model/errors.js';
import type { Logger } from '../../core/platform/logger.js';
import { classifyError } from '../classify-error.js';
import { describeError } from '../describe-error.js';
import { problemAnswer } from '../problem.js';
import { send } from '../send.js';
import { servedOf } from '../served.js';

/** Whatever went wrong, as problem+json. What is ours to mend is logged; a stack never leaves the house. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, _request: Request, response: Response, next: NextFunction) => {
    answerFailure(logger, response, thrown);
    if (!response.writableEnded) next(thrown);
  };
}

/** Answers what was thrown, unless an answer is under way already. */
export function answerFailure(logger: Logger, response: ServerResponse, thrown: unknown): void {
  const served = servedOf(response);
  const error = asAppError(thrown);
  logFailure(logger, error, served.requestId);
  served.facts = { ...served.facts, code: error.code };
  if (!response.headersSent) send(response, problemAnswer(error, served.requestId));
}

/** Bugs are errors that a person must look at; a store out of reach is a warning, for health says it too. */
export function logFailure(logger: Logger, error: AppError, requestId: string): void {
  if (error.kind === 'bug' || error.kind === 'misconfigured') {
    logger.error({
      event: 'request.failed',
      request_id: requestId,
      code: error.code,
      error: describeError(error),
    });
  } else if (error.code === 'UNAVAILABLE') {
    logger.warn({ event: 'request.unavailable', request_id: requestId, error: describeError(error) });
  }
}

/** The path is not repeated: people paste all sorts of things into one. */
export const notFound: RequestHandler = (_request, _response, next) => {
  next(new AppError('NOT_FOUND', 'Nothing is served by this method and path; see /docs for what there is.'));
};

/** A path that is known, asked with a method that it does not have: `methods` are those that it has. */
export function otherMethod(path: string, methods: readonly string[]): RequestHandler {
  const allowed = methods.join(', ');
  return (_request, response, next) => {
    const served = servedOf(response);
    served.route = path;
    served.headers.Allow = allowed;
    next(new AppError('METHOD_NOT_ALLOWED', `This path is served by ${allowed} only; see /docs.`));
  };
}

/** Express itself throws errors with a status for paths that cannot be decoded. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof URIError)
    return new AppError('MALFORMED', 'The path is not valid percent-encoded UTF-8.');
  return classifyError(thrown);
}
