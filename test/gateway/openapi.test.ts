import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, type TestGateway } from './a-gateway.js';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security: readonly Readonly<Record<string, unknown>>[];
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

let gateway: TestGateway;
let document: Document;
beforeAll(async () => {
  gateway = await aGateway();
  document = (await (await fetch(`${gateway.url}/docs/openapi.json`)).json()) as Document;
});
afterAll(() => gateway.close());

describe('the OpenAPI document', () => {
  it('equals docs/openapi.json (to write it anew: vitest run test/gateway/openapi.test.ts -u)', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
  });

  it('is OpenAPI 3.1 with distinct operations', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => operation.operationId);

    expect(document.openapi).toBe('3.1.0');
    expect(ids.length).toBeGreaterThanOrEqual(13);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses } of operations) {
      expect(Object.keys(responses).length).toBeGreaterThan(0);
      for (const [status, response] of Object.entries(responses)) {
        expect(status).toMatch(/^[1-5]\d\d$/);
        expect(response.description).not.toBe('');
      }
    }
  });

  it('refers to nothing that it does not define', () => {
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ].map((match) => match[1]);

    expect(references).toContain('Problem');
    for (const name of references) expect(document.components.schemas).toHaveProperty(name ?? '');
    for (const { security } of Object.values(document.paths).flatMap((path) => Object.values(path))) {
      for (const scheme of security.flatMap((entry) => Object.keys(entry))) {
        expect(document.components.securitySchemes).toHaveProperty(scheme);
      }
    }
  });

  it('declares the parameters of each path', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const { parameters = [] } of Object.values(operations)) {
        expect(
          parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
        ).toEqual(wanted);
      }
    }
  });
});
