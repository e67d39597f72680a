import type { FilePlace, HeadField } from '@gait/harness';
import { quotedText, tomlLines, yamlLines, yamlText } from './head-text.ts';
import { writeMark, type GeneratedMark } from './generated-mark.ts';

/** What a file says, before it is known how a tool wants it written. */
export interface FileContent {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Markdown that ends with a line break. */
  readonly body: string;
  readonly mark: GeneratedMark;
}

/** A file as a place wants it: head, text, and the mark as its last line. */
export function writeFile(place: FilePlace, content: FileContent): string {
  const { body, mark } = content;
  const hash = writeMark(mark, 'hash');
  const field = place.body ?? 'prompt';
  switch (place.format) {
    case 'toml': {
      const head = fieldsOf(place, content, quotedText).map(
        ([key, value]) => `${key} = ${value}\n`,
      );
      return `${head.join('')}${field} = ${tomlLines(body)}\n${hash}\n`;
    }
    case 'yaml': {
      const head = fieldsOf(place, content, yamlText).map(([key, value]) => `${key}: ${value}\n`);
      return `${head.join('')}${field}: ${yamlLines(body)}\n${hash}\n`;
    }
    case 'front_matter': {
      const head = fieldsOf(place, content, yamlText).map(([key, value]) => `${key}: ${value}\n`);
      return `---\n${head.join('')}---\n\n${body}\n${writeMark(mark, 'markdown')}\n`;
    }
    case 'markdown':
    case 'json':
      return `${body}\n${writeMark(mark, 'markdown')}\n`;
  }
}

type Fields = readonly (readonly [key: string, value: string])[];

/** The fields of a head, values as they are written. */
function fieldsOf(
  { head = [] }: FilePlace,
  { name, title, description }: FileContent,
  write: (text: string) => string,
): Fields {
  const written: Readonly<Record<HeadField, Fields>> = {
    name: [['name', write(name)]],
    title: [['title', write(title)]],
    description: [['description', write(description)]],
    mode_all: [['mode', write('all')]],
    // With a description Cursor would show it to the model, which could then choose it by itself.
    cursor_manual: [
      ['description', '""'],
      ['globs', '[]'],
      ['alwaysApply', 'false'],
    ],
    trigger_manual: [['trigger', write('manual')]],
    recipe_version: [['version', quotedText('1.0.0')]],
  };
  return head.flatMap((field) => written[field]);
}
