import type { Problem } from '../findings/finding.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import { frameworkTarget, type LinkTarget } from '../graph/link-target.ts';
import type { MarkdownLink } from '../reader/markdown/markdown.ts';
import type { MarkdownAsset } from '../reader/read-markdown-asset.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { NearFiles } from './near-files.ts';

/** What the links of one Markdown file are held against. */
export interface LinkQuestion {
  readonly tree: FileTree;
  readonly near: NearFiles;
  /** Id of the file: relative links begin in its folder. */
  readonly file: string;
  readonly asset: MarkdownAsset;
  /** Relative links of a template are those of the text that is made of it, somewhere else. */
  readonly isTemplate: boolean;
  /** Ids of what the front matter declares; undefined where nothing is declared. */
  readonly declared: ReadonlySet<string> | undefined;
  /** The anchors of a Markdown file; undefined for what has none. */
  readonly anchorsOf: (path: string) => ReadonlySet<string> | undefined;
}

/** Checks inline links, images and anchors. */
export function checkLinks(question: LinkQuestion): readonly Problem[] {
  return question.asset.markdown.links.flatMap((link) => {
    if (link.target.startsWith('#')) return checkOwnAnchor(link, question);
    const target = frameworkTarget(question.tree, question.file, link.target);
    if (target === undefined) return [];
    if (target.style === 'relative' && question.isTemplate) return [];
    return checkTarget(link, target, question);
  });
}

function checkTarget(
  link: MarkdownLink,
  target: LinkTarget,
  question: LinkQuestion,
): readonly Problem[] {
  const { path, reach } = target;
  if (reach === 'found') {
    return [
      ...checkWords(link, question),
      ...checkAnchor(link, target, question),
      ...checkDeclared(link, target, question),
    ];
  }
  // A link to a folder shows what is in it.
  if (reach === 'not_a_file' && question.tree.entries.get(path)?.kind === 'folder') return [];
  const place = question.asset.placeAt(link.start);
  if (reach === 'not_a_file') {
    const hint = 'link to a file; symbolic links are not followed';
    return [
      { code: 'not_a_file', message: `${path} is no plain file`, hint, about: [path], ...place },
    ];
  }
  const meant =
    target.kind === undefined || target.style === 'relative'
      ? undefined
      : question.near.find(target.kind, path);
  return [
    {
      code: brokenCode(link, target),
      message: `${path} does not exist`,
      hint: meant === undefined ? `add ${path}, or take the link out` : `did you mean ./${meant}`,
      about: [path],
      ...place,
      ...(meant === undefined || /[\s()<>%#?\\]/.test(meant)
        ? {}
        : { fix: [{ ...rangeOf(link), text: `./${meant}` }] }),
    },
  ];
}

/** Nobody sees such a link on a page, and what stands around it joins where the link is taken out. */
function checkWords(
  { kind, start, textStart, textEnd }: MarkdownLink,
  { asset }: LinkQuestion,
): readonly Problem[] {
  if (kind !== 'link' || textEnd > textStart) return [];
  return [
    {
      code: 'link_textless',
      message: 'the link has no words',
      hint: 'write what it leads to between the brackets, or take it out',
      ...asset.placeAt(start),
    },
  ];
}

function brokenCode(link: MarkdownLink, { style }: LinkTarget): FindingCode {
  if (style === 'relative') return 'broken_relative_link';
  return link.kind === 'image' ? 'broken_image' : 'broken_link';
}

/** The path of a link without its anchor. */
function rangeOf({ target, targetStart }: MarkdownLink): { start: number; end: number } {
  const [path = ''] = target.split(/[#?]/);
  return { start: targetStart, end: targetStart + path.length };
}

function checkOwnAnchor(link: MarkdownLink, question: LinkQuestion): readonly Problem[] {
  const name = link.target.slice(1);
  if (name === '' || /[{}<>$]/.test(name)) return [];
  return anchorProblem(link, name, question.file, question);
}

function checkAnchor(
  link: MarkdownLink,
  { anchor, path }: LinkTarget,
  question: LinkQuestion,
): readonly Problem[] {
  return anchor === undefined || anchor === '' ? [] : anchorProblem(link, anchor, path, question);
}

function anchorProblem(
  link: MarkdownLink,
  name: string,
  path: string,
  { anchorsOf, asset }: LinkQuestion,
): readonly Problem[] {
  const anchors = anchorsOf(path);
  if (anchors === undefined || anchors.has(name) || anchors.has(decode(name))) return [];
  const lower = name.toLowerCase();
  const hint = anchors.has(lower)
    ? `did you mean #${lower}`
    : 'name a heading of that file: lower case, hyphens for blanks';
  return [
    {
      code: 'broken_anchor',
      message: `${path} has no heading for #${name}`,
      hint,
      about: [path],
      ...asset.placeAt(link.start),
    },
  ];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function checkDeclared(
  link: MarkdownLink,
  { path, kind }: LinkTarget,
  { declared, file, asset }: LinkQuestion,
): readonly Problem[] {
  if (declared === undefined || declared.has(path) || path === file) return [];
  if (kind !== 'task' && kind !== 'template' && kind !== 'data') return [];
  const field = kind === 'data' ? 'data' : `${kind}s`;
  return [
    {
      code: 'link_undeclared',
      message: `${path} is linked but not declared`,
      hint: `add it to dependencies.${field}, so that it comes along`,
      about: [path],
      ...asset.placeAt(link.start),
    },
  ];
}
