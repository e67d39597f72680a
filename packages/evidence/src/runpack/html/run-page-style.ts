import { sha256Hex } from '@gait/canon';
import type { SafeHtml } from './escape-html.ts';

/** The style of every page of the product. Colours follow the reader's scheme; paper is always light. */
export const PAGE_STYLE_SHEET = `
:root{color-scheme:light dark;--bg:#fbfaf7;--card:#fff;--ink:#1d2129;--soft:#5d6470;--line:#e3e0d8;
--good:#13704a;--good-bg:#e4f3eb;--bad:#a8231d;--bad-bg:#fbe7e5;--warn:#825400;--warn-bg:#faf0d9;--tint:#eef0f4}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1c1f25;--ink:#e8e6e1;--soft:#a0a6b1;--line:#2f343d;
--good:#6fd3a2;--good-bg:#153226;--bad:#ff9b92;--bad-bg:#3d1b1a;--warn:#f0c36a;--warn-bg:#372b12;--tint:#252a32}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2.5rem 0 .75rem}
p{margin:.25rem 0}
code,.mono{font:.84em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.soft{color:var(--soft)}.small{font-size:.86rem}
.verdict{display:flex;gap:.9rem;align-items:flex-start;border-radius:.75rem;padding:1rem 1.1rem;margin:1.25rem 0;border:1px solid}
.verdict b{display:block;font-size:1.1rem}
.mark{flex:none;width:2rem;height:2rem;border-radius:50%;display:grid;place-items:center;font-weight:700;background:currentColor}
.mark i{font-style:normal;color:var(--card)}
.good{color:var(--good);background:var(--good-bg);border-color:var(--good)}
.bad{color:var(--bad);background:var(--bad-bg);border-color:var(--bad)}
.warn{color:var(--warn);background:var(--warn-bg);border-color:var(--warn)}
.verdict .why{color:var(--ink);min-width:0}.verdict.good b{color:var(--good)}.verdict.bad b{color:var(--bad)}.verdict.warn b{color:var(--warn)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13.5rem,100%),1fr));gap:.6rem;margin:0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.6rem .8rem;min-width:0}
.facts dt{color:var(--soft);font-size:.78rem}
.facts dd{margin:0;overflow-wrap:break-word;font-variant-numeric:tabular-nums}
ol.line{list-style:none;margin:0;padding:0;position:relative}
ol.line>li{position:relative;padding:0 0 .8rem 2.3rem}
ol.line>li::before{content:"";position:absolute;left:.7rem;top:1.7rem;bottom:-.25rem;width:2px;background:var(--line)}
ol.line>li:last-child::before{display:none}
.num{position:absolute;left:0;top:.5rem;width:1.5rem;height:1.5rem;border-radius:50%;display:grid;place-items:center;font-size:.72rem;font-weight:600;background:var(--tint);color:var(--soft)}
.num.good,.num.bad,.num.warn{background:var(--good-bg)}
.num.bad{background:var(--bad-bg)}.num.warn{background:var(--warn-bg)}
.call{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.65rem .9rem}
.head{display:flex;flex-wrap:wrap;gap:.35rem .6rem;align-items:baseline}
.tool{font-weight:650;overflow-wrap:anywhere;min-width:0}
.tag{display:inline-block;border-radius:1rem;padding:.05rem .55rem;font-size:.78rem;font-weight:600;overflow-wrap:anywhere}
.tag.plain{background:var(--tint);color:var(--soft)}
.time{margin-left:auto;color:var(--soft);font-size:.8rem;font-variant-numeric:tabular-nums}
.why{margin:.3rem 0 0}
dl.pairs{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .9rem;margin:.5rem 0 0;font-size:.86rem}
dl.pairs dt{color:var(--soft)}dl.pairs dd{margin:0;min-width:0}
details{margin-top:.45rem}summary{cursor:pointer;color:var(--soft);font-size:.84rem}
pre{margin:.4rem 0 0;padding:.6rem .75rem;background:var(--tint);border-radius:.5rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
ul.found{margin:.4rem 0 0;padding-left:1.1rem}
.files{width:100%;border-collapse:collapse;font-size:.88rem}
.files td{border-top:1px solid var(--line);padding:.4rem .5rem .4rem 0;vertical-align:top}
.files td:first-child{white-space:nowrap}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
@media (max-width:30rem){main{padding:1.25rem .75rem 3rem}.facts div{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}.time{margin-left:0;width:100%}dl.pairs{grid-template-columns:minmax(0,1fr)}dl.pairs dd{margin-bottom:.3rem}.files td{display:block;border:0;padding:.1rem 0}.files td:first-child{border-top:1px solid var(--line);padding-top:.4rem}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--good:#0b5c3b;--bad:#8f1a15;--warn:#6a4400;--good-bg:#fff;--bad-bg:#fff;--warn-bg:#fff;--tint:#f4f4f4}body{font-size:11pt}main{max-width:none;padding:0}.call,.facts div,.verdict{break-inside:avoid}.mark{color:inherit}}
`;

/**
 * The style element, built as one string: the policy names the digest of exactly the bytes
 * between the tags, so no template may put white space around them.
 */
export const RUN_PAGE_STYLE: SafeHtml = { markup: `<style>${PAGE_STYLE_SHEET}</style>` };

/** SHA-256 of the style sheet in base64, as a content security policy names it. */
export function styleSheetDigest(): string {
  return Buffer.from(sha256Hex(PAGE_STYLE_SHEET), 'hex').toString('base64');
}
