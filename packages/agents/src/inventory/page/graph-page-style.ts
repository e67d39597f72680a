/** What the page of a graph adds to the style of pages. */
export const GRAPH_STYLE = `
main.wide{max-width:96rem}
.filters{display:flex;flex-wrap:wrap;align-items:end;gap:.8rem 1.4rem;margin:1.2rem 0;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.8rem;font-size:.88rem;position:sticky;top:0;z-index:3}
.filters label,.filters legend{color:var(--soft)}
.filters select,.filters input[type=search]{display:block;font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:.4rem;padding:.3rem .5rem;min-width:11rem}
.filters fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap}
.filters legend{padding:0}
.filters fieldset label{cursor:pointer}
.filters fieldset input{position:absolute;opacity:.01}
.filters fieldset span{display:block;border:1px solid var(--line);padding:.3rem .7rem;margin-left:-1px;background:var(--bg)}
.filters fieldset small{color:var(--soft)}
.filters fieldset input:checked+span{background:var(--agent);color:var(--on);border-color:var(--agent)}
.filters fieldset input:checked+span small{color:inherit}
.filters fieldset input:focus-visible+span{outline:2px solid var(--ink);outline-offset:1px}
.filters .check{padding-bottom:.3rem}
#shown{margin-left:auto;color:var(--soft);font-variant-numeric:tabular-nums;padding-bottom:.3rem}
.board{position:relative;display:grid;grid-template-columns:minmax(9rem,.7fr) repeat(3,minmax(13rem,1fr));gap:0 4.5rem;overflow-x:auto;padding:.2rem 0 1rem}
.board>svg{position:absolute;left:0;top:0;pointer-events:none;overflow:visible}
.board path{fill:none;stroke:var(--soft);stroke-width:1;opacity:.3}
.board.few path{opacity:.7;stroke-width:1.3}
.board path.on{opacity:.95;stroke-width:1.8}
.board.focus path:not(.on){opacity:.06}
.column{position:relative;z-index:1;min-width:0}
.column h2{font-size:.95rem;margin:1rem 0 .4rem}.column h2 small{color:var(--soft);font-weight:400}
.column ul{list-style:none;margin:0;padding:0}
.column li{margin:0 0 .22rem}
.node{display:block;width:100%;text-align:left;font:inherit;font-size:.82rem;line-height:1.3;color:var(--ink);background:var(--card);border:1px solid var(--line);border-left:.28rem solid var(--kind);border-radius:.35rem;padding:.16rem .5rem;cursor:pointer;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.node i{font-style:normal;color:var(--soft)}
.node b{color:var(--over);font-size:.72rem}
.node.missing{border-style:dashed;border-color:var(--over)}
.node.local{border-right:.28rem double var(--kind)}
.node:hover,.node.on{border-color:var(--kind)}
.node:focus-visible{outline:2px solid var(--kind);outline-offset:1px}
.node.chosen{background:var(--kind);color:var(--on)}.node.chosen i,.node.chosen b{color:inherit}
.focus .node:not(.on){opacity:.28}
.k-agent{--kind:var(--agent)}.k-task{--kind:var(--tasks)}.k-template{--kind:var(--templates)}.k-data{--kind:var(--data)}.k-skill{--kind:var(--skills)}.k-mcp{--kind:var(--ink)}
[hidden]{display:none!important}
#about{position:fixed;right:1rem;bottom:1rem;z-index:4;width:min(26rem,calc(100vw - 2rem));max-height:60vh;overflow:auto;background:var(--card);border:1px solid var(--line);border-radius:.8rem;box-shadow:0 .4rem 1.6rem #0003;padding:.9rem 1.1rem;font-size:.86rem}
#about h2{margin:0;font-size:1rem;overflow-wrap:anywhere}#about h3{font-size:.82rem;color:var(--soft);margin:.7rem 0 .1rem}
#about p{overflow-wrap:anywhere}#about ul{margin:0;padding-left:1.1rem}#about li{overflow-wrap:anywhere}
#about .close{float:right;font:inherit;border:1px solid var(--line);background:var(--bg);color:var(--ink);border-radius:.4rem;cursor:pointer}
@media (max-width:60rem){.board{gap:0 2.2rem}}
@media print{.filters,#about{display:none}}
`;
