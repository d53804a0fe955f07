import { readFile } from 'node:fs/promises';
import { AppError, ERROR_TRAITS, type ErrorCode } from '../../core/model/errors.js';
import { jsonAnswer, type Answer } from '../answer.js';
import type { Exchange } from '../exchange.js';
import type { OpenApiDocument } from '../openapi.js';
import { titleOf } from '../problem.js';
import type { OpenRoute, Route } from '../route.js';
import { statusOf } from '../status.js';

/** Served from the installed package: the documentation works without the internet, and nobody else learns who reads it. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Swagger UI writes style attributes, hence unsafe-inline there and nowhere else. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const START = `window.ui = SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

const INDEX = {
  name: 'bellhop',
  links: {
    documentation: '/docs',
    openapi: '/docs/openapi.json',
    errors: '/docs/errors',
    live: '/livez',
    ready: '/readyz',
  },
};

/** `document` is asked for when the first reader comes. */
export function createDocsRoutes(document: () => OpenApiDocument): Route[] {
  return [
    page('/', () => Promise.resolve(jsonAnswer(200, INDEX))),
    page('/docs', () => Promise.resolve(html(DOCS_BODY))),
    page('/docs/openapi.json', () => Promise.resolve(jsonAnswer(200, document()))),
    page('/docs/errors', () => Promise.resolve(html(errorTable()))),
    page('/docs/start.js', () => Promise.resolve(asset(START, 'text/javascript; charset=utf-8'))),
    page('/docs/{asset}', ({ params }) => readAsset(String(params.asset))),
  ];
}

function page(path: string, answer: (exchange: Exchange) => Promise<Answer>): OpenRoute {
  return {
    method: 'get',
    path,
    access: 'open',
    handle: (exchange) => {
      if (path.startsWith('/docs')) exchange.setHeader('Content-Security-Policy', PAGE_POLICY);
      return answer(exchange);
    },
  };
}

async function readAsset(name: string): Promise<Answer> {
  const contentType = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (contentType === undefined) throw new AppError('NOT_FOUND', 'There is no such file under /docs.');
  return asset(
    await readFile(new URL(name, import.meta.resolve('swagger-ui-dist/package.json'))),
    contentType,
  );
}

function asset(body: string | Buffer, contentType: string): Answer {
  return { status: 200, contentType, body, headers: { 'Cache-Control': 'public, max-age=3600' } };
}

function html(body: string): Answer {
  const head = `<meta charset="utf-8"><title>Bellhop API</title><link rel="icon" href="/docs/favicon-32x32.png"><link rel="stylesheet" href="/docs/swagger-ui.css">`;
  const text = `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
  return { status: 200, contentType: 'text/html; charset=utf-8', body: text };
}

const DOCS_BODY = `<div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>`;

/** What a problem's "type" points at; holds nothing that came from outside. */
function errorTable(): string {
  const rows = (Object.keys(ERROR_TRAITS) as ErrorCode[]).map((code) => {
    const again = ERROR_TRAITS[code].retryable ? 'yes, after Retry-After' : 'no, it needs a change first';
    return `<tr id="${code}"><td>${code}</td><td>${statusOf(code)}</td><td>${titleOf(code)}</td><td>${again}</td></tr>`;
  });
  const head =
    '<tr><th>code</th><th>HTTP status</th><th>title</th><th>send the same request again?</th></tr>';
  return `<h1>Errors</h1><table>${head}${rows.join('')}</table>`;
}
