import type { FilePlace, HeadField } from '@gait/harness';
import { writeMark, type GeneratedMark } from './generated-mark.ts';
import { quotedText, tomlLines, yamlLines, yamlText } from './head-text.ts';

/** A text and its bytes, which several tools get: encoded once. */
export interface Body {
  readonly text: string;
  readonly bytes: () => Uint8Array;
}

/** What a file says, before it is known how a tool wants it written. */
export interface FileContent {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Markdown that ends with a line break. */
  readonly body: Body;
  readonly mark: GeneratedMark;
}

const encoder = new TextEncoder();

export function makeBody(text: string): Body {
  let bytes: Uint8Array | undefined;
  return { text, bytes: () => (bytes ??= encoder.encode(text)) };
}

/** A file as a place wants it: head, text, and the mark as its last line. */
export function writeFile(place: FilePlace, content: FileContent): Uint8Array {
  const { body, mark } = content;
  const field = place.body ?? 'prompt';
  switch (place.format) {
    case 'toml': {
      const head = fieldsOf(place, content, quotedText).map(
        ([key, value]) => `${key} = ${value}\n`,
      );
      const text = `${field} = ${tomlLines(body.text)}\n`;
      return encoder.encode(`${head.join('')}${text}${writeMark(mark, 'hash')}\n`);
    }
    case 'yaml': {
      const text = `${field}: ${yamlLines(body.text)}\n`;
      return encoder.encode(`${yamlHead(place, content)}${text}${writeMark(mark, 'hash')}\n`);
    }
    case 'front_matter':
      return aroundBody(`---\n${yamlHead(place, content)}---\n\n`, content);
    case 'markdown':
    case 'json':
      return aroundBody('', content);
  }
}

function aroundBody(before: string, { body, mark }: FileContent): Uint8Array {
  const head = encoder.encode(before);
  const text = body.bytes();
  const foot = encoder.encode(`\n${writeMark(mark, 'markdown')}\n`);
  const file = new Uint8Array(head.length + text.length + foot.length);
  file.set(head);
  file.set(text, head.length);
  file.set(foot, head.length + text.length);
  return file;
}

function yamlHead(place: FilePlace, content: FileContent): string {
  return fieldsOf(place, content, yamlText)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

type Fields = readonly (readonly [key: string, value: string])[];

/** The fields of a head, values as they are written. */
function fieldsOf(
  { head = [] }: FilePlace,
  content: FileContent,
  write: (text: string) => string,
): Fields {
  return head.flatMap((field) => fieldOf(field, content, write));
}

function fieldOf(field: HeadField, content: FileContent, write: (text: string) => string): Fields {
  switch (field) {
    case 'name':
    case 'title':
    case 'description':
      return [[field, write(content[field])]];
    case 'mode_all':
      return [['mode', write('all')]];
    case 'cursor_manual':
      // With a description Cursor would show it to the model, which could then choose it by itself.
      return [
        ['description', '""'],
        ['globs', '[]'],
        ['alwaysApply', 'false'],
      ];
    case 'trigger_manual':
      return [['trigger', write('manual')]];
    case 'person_only':
      return [['disable-model-invocation', 'true']];
    case 'recipe_version':
      return [['version', quotedText('1.0.0')]];
  }
}
