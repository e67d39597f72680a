import { PAGE_STYLE_SHEET } from '@gait/evidence';

/** The style of the product's pages, and what only this one has: a bar, forms, diffs. */
export const UI_STYLE = `${PAGE_STYLE_SHEET}
a{color:inherit;text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:.2rem}
:root{--focus:#2f6fde;--yes:#13704a;--yes-ink:#fff;--no:#a8231d;--no-ink:#fff}
@media (prefers-color-scheme:dark){:root{--focus:#8ab4ff;--yes:#6fd3a2;--yes-ink:#0d1f17;--no:#ff9b92;--no-ink:#2a0f0e}}
main{padding-top:1.75rem}main:focus{outline:none}
.skip{position:absolute;left:-99rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:2}.skip:focus{left:1rem}
.bar{background:var(--card);border-bottom:1px solid var(--line)}
.wide{max-width:60rem;margin:0 auto;padding:.55rem 1rem;display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;align-items:center}
.name{font-weight:750;letter-spacing:-.01em}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem;margin:0;padding:0}
nav a{display:block;padding:.3rem .7rem;border-radius:.5rem;text-decoration:none;color:var(--soft)}
nav a:hover{background:var(--tint);color:var(--ink)}
nav a[aria-current]{background:var(--tint);color:var(--ink);font-weight:600}
.choice{margin:.25rem 0 1rem}.choice a{font-size:.86rem;border:1px solid var(--line);overflow-wrap:anywhere}
.said{color:var(--soft);font-size:.86rem;margin:0}
#live{margin-top:.75rem}
h2{margin:1.75rem 0 .5rem}
pre.action,pre.diff{padding:.7rem .85rem;font-size:.86rem;border:1px solid var(--line);tab-size:4;max-height:70vh;overflow:auto}
a.tool{text-decoration:none;overflow-wrap:anywhere;unicode-bidi:isolate}a.tool:hover,a.tool:focus-visible{text-decoration:underline;text-decoration-skip-ink:none}
.row{display:block;min-height:1.5em;unicode-bidi:isolate;direction:ltr}
.row.plus{color:var(--good);background:var(--good-bg)}.row.minus{color:var(--bad);background:var(--bad-bg)}.row.meta{color:var(--soft)}
.unseen{border:1px solid var(--warn);color:var(--warn);background:var(--warn-bg);border-radius:.25rem;padding:0 .2em;font:600 .8em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;unicode-bidi:isolate;direction:ltr}
.effects{margin:0;padding-left:1.2rem}.effects li{overflow-wrap:anywhere;unicode-bidi:isolate}
dl.pairs dd{overflow-wrap:anywhere}
.wide-pairs{font-size:.92rem}
.answer{margin:1.75rem 0 0;padding:1rem 1.1rem 1.15rem;background:var(--card);border:1px solid var(--line);border-radius:.8rem}
.answer h2{margin:0 0 .35rem}
.answer .verdict{margin:.8rem 0 0;padding:.7rem .9rem}.answer .verdict b{font-size:1rem}[role=alert]:focus{outline:none}
form{display:flex;flex-wrap:wrap;gap:.6rem .7rem;align-items:center;margin:.8rem 0 0}
button{font:inherit;font-weight:600;padding:.55rem 1.15rem;border-radius:.55rem;border:1px solid transparent;cursor:pointer}
button.yes{background:var(--yes);color:var(--yes-ink)}button.no{background:var(--no);color:var(--no-ink)}
button.plain{background:transparent;color:var(--ink);border-color:var(--line);padding:.35rem .9rem;font-weight:500}
button:hover{filter:brightness(1.08)}
label{font-weight:600}
input#code{font:600 1.35rem/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.18em;width:9.5em;padding:.4rem .6rem;border-radius:.55rem;border:1px solid var(--soft);background:var(--bg);color:var(--ink)}
.cards{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.8rem}
.tool-card{margin:1rem 0 0;padding:.9rem 1rem}
.tool-card h2{margin:0;font-size:1.05rem}
.grid{margin:.6rem 0 0}.grid th{text-align:left;font-weight:600;padding:.4rem .8rem .4rem 0;vertical-align:top}
.grid thead th{color:var(--soft);font-size:.8rem;border:0}.grid tbody th{border-top:1px solid var(--line)}
.grid td{overflow-wrap:anywhere;padding-right:.8rem;min-width:6.5rem}.grid td:nth-child(2){min-width:9.5rem}.grid td:first-child{white-space:normal;font-variant-numeric:tabular-nums}
.caption-aside{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:30rem){
.wide{padding:.45rem .75rem}nav a{padding:.25rem .5rem}
.grid thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.grid tbody th{display:block;border-top:1px solid var(--line);padding:.5rem 0 0}.grid tbody th+td{border:0}
.grid tr{display:block;padding:0 0 .5rem}.grid td,.grid td:nth-child(2){min-width:0}
form button{flex:1 1 9rem}input#code{width:100%}
}
`;
