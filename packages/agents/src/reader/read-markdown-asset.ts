import { placeFinder } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';
import { skillFrontMatter } from '../model/skill-front-matter.ts';
import { taskFrontMatter } from '../model/task-front-matter.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import type { Markdown } from './markdown/markdown.ts';
import { scanMarkdown } from './markdown/scan-markdown.ts';
import { readBlock, type PlacedText } from './read-block.ts';

type PlaceAt = (offset: number) => { readonly line: number; readonly column: number };

/** A Markdown file: its text, what the scan found, and places in it. */
export interface MarkdownAsset {
  readonly markdown: Markdown;
  readonly placeAt: PlaceAt;
}

/** What a task needs, as declared between its `---` lines. Offsets are those of the whole text. */
export interface Task extends MarkdownAsset {
  readonly templates: readonly PlacedText[];
  readonly data: readonly PlacedText[];
  readonly tasks: readonly PlacedText[];
  readonly mcpServers: readonly PlacedText[];
  readonly skills: readonly PlacedText[];
}

export interface Skill extends MarkdownAsset {
  readonly name: PlacedText | undefined;
  readonly description: PlacedText | undefined;
}

/** Reads the text of a task. */
export function readTask(text: string, problems: Problem[]): Task {
  const head = readFrontMatter(text, problems);
  const { lists } = readBlock(head.root, taskFrontMatter, head.placeAt, problems);
  const names = (field: string): readonly PlacedText[] =>
    (lists.get(`/dependencies/${field}`) ?? []).map((name) => inWhole(name, head));
  return {
    ...scanWhole(text, head.bodyStart),
    templates: names('templates'),
    data: names('data'),
    tasks: names('tasks'),
    mcpServers: names('mcp_servers'),
    skills: names('skills'),
  };
}

/** Reads the text of a `SKILL.md`. */
export function readSkill(text: string, problems: Problem[]): Skill {
  const head = readFrontMatter(text, problems);
  const unread = head.root === undefined && problems.length > 0;
  const { texts } = readBlock(head.root, skillFrontMatter, head.placeAt, unread ? [] : problems);
  const field = (name: string): PlacedText | undefined => {
    const found = texts.get(`/${name}`);
    return found === undefined ? undefined : inWhole(found, head);
  };
  return {
    ...scanBody(text, head.bodyStart),
    name: field('name'),
    description: field('description'),
  };
}

/** Reads a text without a head of its own: a template, a data file. */
export function readPage(text: string): MarkdownAsset {
  // A template may begin with the front matter of what is made of it.
  return scanWhole(text, readFrontMatter(text, []).bodyStart);
}

/** Tags count in the head too, as in the existing tool; links and headings are those of the body. */
function scanWhole(text: string, from: number): MarkdownAsset {
  const body = scanBody(text, from);
  const head = text.slice(0, from);
  if (!head.includes('<')) return body;
  const { markdown } = body;
  const tags = [...scanMarkdown(head, 0).tags, ...markdown.tags];
  const { links, ids } = markdown;
  return {
    ...body,
    markdown: {
      links,
      ids,
      tags,
      get headings() {
        return markdown.headings;
      },
    },
  };
}

function scanBody(text: string, from: number): MarkdownAsset {
  let find: PlaceAt | undefined;
  return {
    markdown: scanMarkdown(text, from),
    placeAt: (offset) => (find ??= placeFinder(text))(offset),
  };
}

function inWhole({ text, start, end }: PlacedText, { base }: FrontMatter): PlacedText {
  return { text, start: start + base, end: end + base };
}
