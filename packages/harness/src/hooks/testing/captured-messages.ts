import claude from './captured/claude.json' with { type: 'json' };
import cline from './captured/cline.json' with { type: 'json' };
import codex from './captured/codex.json' with { type: 'json' };
import gemini from './captured/gemini.json' with { type: 'json' };
import opencode from './captured/opencode.json' with { type: 'json' };
import qwen from './captured/qwen.json' with { type: 'json' };

/**
 * What the released tools wrote to a hook, in order, while a scripted model drove them. Paths, ids
 * and times are replaced, prompts shortened. Events that are not read are among them.
 */
export const CAPTURED: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  claude,
  codex,
  gemini,
  qwen,
  opencode,
  cline,
};
