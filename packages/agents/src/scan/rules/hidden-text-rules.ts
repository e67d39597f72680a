import type { Passage, ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { excerpt, inSource } from './finders.ts';

/** Text that the page does not show and the model reads. */
export const HIDDEN_TEXT_RULES = {
  hidden_comment: {
    severity: 'error',
    about: 'A comment that speaks to the model: who reads the page does not see it.',
    hint: 'say it in the text, where everybody reads it, or delete it',
    quotable: false,
    find: speakingComments,
  },
  hidden_style: {
    severity: 'error',
    about: 'Text that its style makes invisible: no size, no display, the colour of the paper.',
    hint: 'show the text or delete it',
    quotable: false,
    find: inSource({
      needs: ['style', 'hidden', 'color', 'font', 'aria-'],
      patterns: [
        /<[a-z][a-z0-9]{0,12}\b[^<>]{0,160}\bstyle\s{0,2}=\s{0,2}["'][^"'<>]{0,160}(?:display\s{0,2}:\s{0,2}none|visibility\s{0,2}:\s{0,2}hidden|font-size\s{0,2}:\s{0,2}0?\.?[01](?:px|pt|em|rem|%)?\s{0,2}[;"']|opacity\s{0,2}:\s{0,2}0?\.?0\d{0,2}\s{0,2}[;"']|(?<!-)color\s{0,2}:\s{0,2}(?:#f{3}(?:f{3})?|white|transparent|rgba?\(\s{0,2}255\s{0,2},\s{0,2}255\s{0,2},\s{0,2}255)|text-indent\s{0,2}:\s{0,2}-\d{3,6}|(?:left|top)\s{0,2}:\s{0,2}-\d{4,6}|clip\s{0,2}:\s{0,2}rect\(0)[^<>]{0,160}>\s{0,8}[^<\s][^<]{7,}/gi,
        /<(?:span|div|p|section|td|li|b|i)\b[^<>]{0,120}\shidden(?:\s|=|>)[^<>]{0,80}>?\s{0,8}[^<\s][^<]{7,}/gi,
        /<font\b[^<>]{0,80}\bcolor\s{0,2}=\s{0,2}["']?(?:#f{3}(?:f{3})?|white)[^<>]{0,80}>\s{0,8}[^<\s][^<]{7,}/gi,
        /\\(?:text)?color\{white\}[^\n]{8,}/gi,
      ],
      says: (match) =>
        `text that nobody sees: ${JSON.stringify(excerpt(match[0].replace(/^[^>]*>/, '')))}`,
    }),
  },
  link_script: {
    severity: 'error',
    about: 'A link that runs a script or carries a page instead of leading to one.',
    hint: 'link to an address',
    quotable: true,
    find: inSource({
      needs: ['javascript:', 'vbscript:', 'data:text/html', 'command:', 'cursor://', 'vscode://'],
      patterns: [
        /\]\(\s{0,4}<?(?:javascript|vbscript):[^)\n]{1,200}|(?:href|src)\s{0,2}=\s{0,2}["']?\s{0,4}(?:javascript|vbscript):[^"'\n]{1,200}/gi,
        /(?:\]\(\s{0,4}<?|(?:href|src)\s{0,2}=\s{0,2}["']?)data:text\/html[^)\n]{1,200}/gi,
        /\]\(\s{0,4}<?command:[^)\n]{1,200}|(?:cursor|vscode):\/\/[^\s)]{0,60}mcp[^\s)]{0,200}/gi,
      ],
      says: (match) => `a link that does something: ${JSON.stringify(excerpt(match[0], 40))}`,
    }),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

const MODEL =
  '(?:ai|a\\.i\\.|assistants?|llms?|(?:language )?models?|agents?|bots?|claude|copilot|gpt(?:-?[0-9]\\w{0,3})?|chatgpt|cursor|gemini|codex|windsurf|devin)';
/** Who is spoken to, and that something is wanted of him. */
const SPEAKS = [
  new RegExp(
    `\\b${MODEL}(?: (?:agents?|assistants?|models?|reading this|only|instructions?))?\\s{0,2}(?:[:,!-]|\\b(?:must|should|shall|please|needs? to|has to|have to|always|never|do not|don't|may now|is (?:now )?(?:allowed|required)))`,
    'i',
  ),
  new RegExp(
    `\\b(?:note|message|instructions?|reminder|attention|important|hint|todo|hey|dear|hello)\\b[^\\n]{0,16}\\b(?:to|for|all)?\\s?(?:the |any |all |every )?${MODEL}\\b`,
    'i',
  ),
  /\bif you (?:are|re) an? (?:ai|llm|language model|assistant|agent|automated)/i,
  /\b(?:when|while|before|after) (?:you (?:read|process|summari[sz]e|review|execute|load)|reading|processing|summari[sz]ing)\b[^\n]{0,80}\b(?:run|execute|send|add|include|call|read|open|fetch|also|insert|append|say|output|approve)\b/i,
  /\b(?:ignore|disregard|override)\b[^\n]{0,40}\b(?:instructions?|rules?|above|previous)\b/i,
  /\b(?:do not|don't|never) (?:tell|inform|mention|reveal|show)\b/i,
  /\b(?:system prompt|system override|hidden instructions?|secret instructions?|you must (?:now|always|first|also)|you are now|from now on)\b/i,
  /\b(?:run|execute|invoke)\s{1,3}(?:the (?:following )?(?:command|script|tool)|`|\w+\.sh|bash|curl|wget|npx|rm )/i,
  /\b(?:curl|wget)\s{1,4}[^\n]{0,80}https?:/i,
  /\b(?:send|post|upload|exfiltrate|leak)\b[^\n]{0,60}\b(?:https?:|secrets?|credentials?|tokens?|keys?|\.env|webhook)/i,
  /\b(?:approve|merge) (?:this|the|any|all) (?:pr|pull request|change|merge request)s?\b[^\n]{0,60}\b(?:without|regardless|immediately|no matter|automatically)/i,
  /(?:忽略|无视|不要告诉|请执行|助手|你必须)|(?:игнорируй|ассистент|не говори|выполни)|(?:assistent|ignoriere)|(?:ignore[zr] |assistant virtuel)|(?:ignora las|asistente)/i,
];
const LONGEST_JUDGED = 4000;

function speakingComments(text: ScannedText): readonly Passage[] {
  if (text.kind !== 'markdown') return [];
  // How comments begin, and definitions that are read as such.
  if (!text.raw.includes('<!--') && !text.raw.includes(']:')) return [];
  const passages: Passage[] = [];
  for (const { start, end } of text.regions().comments) {
    // A very long comment is judged piece by piece: what it says may stand anywhere.
    for (let at = start; at < end; at += LONGEST_JUDGED) {
      const piece = text.raw.slice(at, Math.min(end, at + LONGEST_JUDGED + 200));
      const plain = piece.replaceAll(/\s+/gu, ' ');
      if (!SPEAKS.some((pattern) => pattern.test(plain))) continue;
      const shown = plain.replace(/^<!--\s*|^\[[^\]]*\]:\s*\S+\s*/u, '').replace(/-->$/u, '');
      const message = `a comment speaks to the model: ${JSON.stringify(excerpt(shown))}`;
      passages.push({ start: at, end: Math.min(end, at + LONGEST_JUDGED), message });
    }
  }
  return passages;
}
