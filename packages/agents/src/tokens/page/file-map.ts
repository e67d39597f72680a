import type { AssetTokens } from '../token-report.ts';
import { cut } from './agent-bars.ts';
import { escapeText, groupDigits, length } from './html-text.ts';
import { squarify, type Box } from './squarify.ts';

const AREA: Box = { x: 0, y: 0, width: 960, height: 520 };
const GAP = 3;
/** Of a letter in the labels. */
const LETTER = 6.4;

/** Every file once, as a rectangle as large as its tokens, kind beside kind. */
export function fileMap(files: readonly AssetTokens[]): string {
  const kinds = ['tasks', 'templates', 'data', 'agent', 'skills'] as const;
  const groups = kinds
    .map((kind) => files.filter((file) => file.type === kind && file.tokens > 0))
    .filter((group) => group.length > 0)
    .map((group) => ({ group, tokens: group.reduce((sum, file) => sum + file.tokens, 0) }))
    .sort((a, b) => b.tokens - a.tokens);
  const places = squarify(
    groups.map(({ tokens }) => tokens),
    AREA,
  );
  const boxes = groups.flatMap(({ group }, index) => {
    const sorted = [...group].sort((a, b) => b.tokens - a.tokens);
    const inside = inset(places[index] ?? AREA);
    return squarify(
      sorted.map(({ tokens }) => tokens),
      inside,
    ).map((box, at) => drawn(sorted[at] as AssetTokens, box));
  });
  return `<svg viewBox="0 0 ${AREA.width} ${AREA.height}" role="img" aria-label="Files by their tokens">${boxes.join('')}</svg>`;
}

function inset({ x, y, width, height }: Box): Box {
  return {
    x: x + GAP / 2,
    y: y + GAP / 2,
    width: Math.max(0, width - GAP),
    height: Math.max(0, height - GAP),
  };
}

function drawn(file: AssetTokens, box: Box): string {
  const title = `${file.path}: ${groupDigits(file.tokens)} tokens`;
  const rect = `<rect class="${file.type} gap" x="${length(box.x)}" y="${length(box.y)}" width="${length(box.width)}" height="${length(box.height)}" rx="3"><title>${escapeText(title)}</title></rect>`;
  const letters = Math.floor((box.width - 12) / LETTER);
  const name = nameOf(file.path);
  // A name of which hardly anything is left says nothing.
  if (letters < Math.min(9, name.length) || box.height < 20) return rect;
  const label = (dy: number, style: string, text: string): string =>
    `<text class="in${style}" x="${length(box.x + 6)}" y="${length(box.y + dy)}" pointer-events="none">${escapeText(text)}</text>`;
  const number = box.height < 36 ? '' : label(30, ' m n', groupDigits(file.tokens));
  return `${rect}${label(15, '', cut(name, letters))}${number}`;
}

/** Every skill has a `SKILL.md`: its folder is what tells it from others. */
function nameOf(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  return last === 'SKILL.md' ? (parts.at(-2) ?? last) : last.replace(/\.(?:md|yaml|yml)$/u, '');
}
