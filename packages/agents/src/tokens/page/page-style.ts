/** The page's only style sheet. Colours follow the reader's scheme; paper is always light. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--bg:#faf9f6;--card:#fff;--ink:#1c2027;--soft:#616975;--line:#e4e1da;--over:#b3261e;--on:#fff;
--agent:#3d4f9f;--tasks:#13795b;--templates:#b06a00;--data:#9c3f74;--skills:#4b7390}
@media (prefers-color-scheme:dark){:root{--bg:#13151a;--card:#1b1e25;--ink:#e9e7e2;--soft:#9ea5b0;--line:#2e333d;--over:#ff9b92;--on:#fff;
--agent:#5c70cc;--tasks:#1f8f6d;--templates:#b97613;--data:#b3538a;--skills:#5884a5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:66rem;margin:0 auto;padding:2.2rem 1.1rem 4rem}
h1{font-size:1.65rem;line-height:1.2;margin:0}h2{font-size:1.1rem;margin:2.6rem 0 .2rem}
p{margin:.25rem 0;max-width:48rem}.soft{color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.7rem;margin:1.4rem 0 0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.7rem .9rem;min-width:0}
.facts dt{color:var(--soft);font-size:.8rem}
.facts dd{margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.facts small{display:block;font-size:.8rem;font-weight:400;color:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;padding:0;margin:.6rem 0;font-size:.86rem;color:var(--soft)}
.legend svg{width:.75rem;height:.75rem;margin-right:.4rem;vertical-align:-.05rem}
.picture{background:var(--card);border:1px solid var(--line);border-radius:.8rem;padding:.9rem;overflow-x:auto}
.picture svg{display:block;width:100%;min-width:38rem;height:auto}
text{font:13px ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
text.n{font-variant-numeric:tabular-nums}text.s{fill:var(--soft)}text.o{fill:var(--over);font-weight:650}
text.in{fill:var(--on);font-size:11.5px}text.in.m{opacity:.85;font-size:10.5px}
.agent{fill:var(--agent)}.tasks{fill:var(--tasks)}.templates{fill:var(--templates)}.data{fill:var(--data)}.skills{fill:var(--skills)}
.gap{stroke:var(--card);stroke-width:1.5}.grid{stroke:var(--line)}.mark{stroke:var(--over);stroke-width:2}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin-top:.6rem}
th{text-align:left;font-weight:600;color:var(--soft);font-size:.8rem}
td,th{padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{border-top:0}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bad{color:var(--over);font-weight:650}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.86rem;color:var(--soft)}
@media (max-width:42rem){.picture svg{min-width:0}.bars text{font-size:20px}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb}main{max-width:none;padding:0}.picture,.facts div{break-inside:avoid}}
`;
