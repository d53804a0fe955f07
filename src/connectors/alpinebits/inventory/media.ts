import { childOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { quote } from '../../shared/opentravel/message-decoder.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { NodeCheck } from '../node-check.js';
import { PICTURE_CATEGORIES } from './code-lists.js';
import { isLanguage } from './languages.js';

/** A text in one language. A type, not an interface: it is JSON. */
export type LocalText = {
  readonly language: string;
  readonly format: string;
  readonly text: string;
};

/** Texts that belong together: a TextItem with its attributes. */
export type TextItem = {
  readonly source?: string;
  readonly copyright?: string;
  readonly texts: readonly LocalText[];
};

export type Picture = {
  readonly category: string;
  readonly url: string;
  readonly title?: string;
  readonly source?: string;
  readonly copyright?: string;
  /** Month and day, as in the document (--09-30). */
  readonly from?: string;
  readonly to?: string;
  readonly texts: readonly LocalText[];
};

const FORMATS: ReadonlySet<string> = new Set(['PlainText', 'HTML']);

/** The TextItems of a MultimediaDescription; each language and format once in an item. */
export function readTextItems(node: XmlNode, check: NodeCheck): TextItem[] {
  const items = childrenOf(node, 'TextItems', 'TextItem');
  if (items.length === 0)
    check.missing(node, 'TextItems is missing or empty; write a TextItem with its Description');
  return items.map((item) => {
    const texts = readTexts(item, 'Description', check);
    if (texts.length === 0) check.missing(item, 'TextItem has no Description; write one for each language');
    return {
      ...optional('source', item.attributes['SourceID']),
      ...optional('copyright', item.attributes['CopyrightNotice']),
      texts,
    };
  });
}

export function readTexts(node: XmlNode, name: string, check: NodeCheck): LocalText[] {
  const seen = new Set<string>();
  return childrenOf(node, name).map((child) => {
    const { Language: language, TextFormat: format } = child.attributes;
    if (language === undefined)
      check.missing(child, `Language is missing on ${name}; write a code of two letters`);
    else if (!isLanguage(language))
      check.invalid(child, `Language ${quote(language)} is not a code of ISO 639-1`);
    if (format === undefined)
      check.missing(child, `TextFormat is missing on ${name}; write PlainText or HTML`);
    else if (!FORMATS.has(format))
      check.invalid(child, `TextFormat ${quote(format)} is neither PlainText nor HTML`);
    const key = `${language ?? ''} ${format ?? ''}`;
    if (seen.has(key)) check.invalid(child, `Two ${name} in ${key}; write each language and format once`);
    seen.add(key);
    return { language: language ?? '', format: format ?? '', text: child.text.trim() };
  });
}

/** The ImageItems of a MultimediaDescription. */
export function readPictures(node: XmlNode, check: NodeCheck): Picture[] {
  const items = childrenOf(node, 'ImageItems', 'ImageItem');
  if (items.length === 0)
    check.missing(node, 'ImageItems is missing or empty; write an ImageItem for each picture');
  return items.map((item) => {
    const category = check.code(item, 'Category', { list: PICTURE_CATEGORIES }) ?? '';
    const format = childOf(item, 'ImageFormat');
    const url = childOf(format, 'URL')?.text.trim() ?? '';
    if (url === '')
      check.missing(item, 'ImageItem has no ImageFormat with a URL; write where the picture is');
    return {
      category,
      url,
      ...optional('title', format?.attributes['Title']),
      ...optional('source', format?.attributes['SourceID']),
      ...optional('copyright', format?.attributes['CopyrightNotice']),
      ...optional('from', format?.attributes['ApplicableStart']),
      ...optional('to', format?.attributes['ApplicableEnd']),
      texts: readTexts(item, 'Description', check),
    };
  });
}

export function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: string });
}

export function writeTextItems(items: readonly TextItem[]): XmlElement {
  const written = items.map(({ source, copyright, texts }) =>
    element('TextItem', { SourceID: source, CopyrightNotice: copyright }, ...texts.map(writeText)),
  );
  return element('TextItems', {}, ...written);
}

export function writePictures(pictures: readonly Picture[]): XmlElement {
  const written = pictures.map(({ category, url, title, source, copyright, from, to, texts }) => {
    const attributes = {
      Title: title,
      CopyrightNotice: copyright,
      SourceID: source,
      ApplicableStart: from,
      ApplicableEnd: to,
    };
    const format = element('ImageFormat', attributes, element('URL', {}, url));
    return element('ImageItem', { Category: category }, format, ...texts.map(writeText));
  });
  return element('ImageItems', {}, ...written);
}

function writeText({ language, format, text }: LocalText): XmlElement {
  return element('Description', { TextFormat: format, Language: language }, text);
}
