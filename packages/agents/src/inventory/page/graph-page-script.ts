/**
 * The one script of the page: reads what the page holds, draws the lines, filters. Texts of the page
 * are only ever put back as text. It asks nobody and keeps nothing.
 */
export const GRAPH_SCRIPT = `
'use strict';
const board = document.getElementById('board');
const svg = document.getElementById('lines');
const form = document.getElementById('filters');
const about = document.getElementById('about');
const shown = document.getElementById('shown');
const edges = JSON.parse(document.getElementById('edges').textContent);
const nodes = [];
for (const button of board.querySelectorAll('.node')) nodes[Number(button.dataset.at)] = button;
const needs = nodes.map(() => []);
const users = nodes.map(() => []);
for (const [from, to] of edges) { needs[from].push(to); users[to].push(from); }
const visible = new Set();
let chosen = -1;
let paths = [];

function reach(start, next) {
  const found = new Set([start]);
  for (const at of found) for (const to of next[at]) found.add(to);
  return found;
}

function applyFilters() {
  const agent = form.elements.agent.value;
  const level = Number(form.elements.level.value);
  const name = form.elements.name.value.trim().toLowerCase();
  const lone = form.elements.lone.checked;
  const start = nodes.findIndex((node) => node.dataset.kind === 'agent' && node.dataset.name === agent);
  const inside = start < 0 ? undefined : reach(start, needs);
  visible.clear();
  nodes.forEach((node, at) => {
    const ok = Number(node.dataset.level) <= level && (inside === undefined || inside.has(at)) &&
      (name === '' || node.dataset.path.toLowerCase().includes(name)) &&
      (!lone || (users[at].length === 0 && node.dataset.kind !== 'agent'));
    node.parentElement.hidden = !ok;
    if (ok) visible.add(at);
  });
  for (const section of board.querySelectorAll('section')) {
    const count = section.querySelectorAll('li:not([hidden])').length;
    section.hidden = count === 0;
    section.querySelector('small').textContent = count;
  }
  if (chosen >= 0 && !visible.has(chosen)) choose(-1);
  board.classList.toggle('few', visible.size < 40);
  shown.textContent = visible.size + ' of ' + nodes.length;
  drawLines();
}

function drawLines() {
  const origin = board.getBoundingClientRect();
  const dx = board.scrollLeft - origin.left;
  const dy = board.scrollTop - origin.top;
  svg.setAttribute('width', board.scrollWidth);
  svg.setAttribute('height', board.scrollHeight);
  svg.textContent = '';
  paths = [];
  for (const [from, to] of edges) {
    if (!visible.has(from) || !visible.has(to)) continue;
    const a = nodes[from].getBoundingClientRect();
    const b = nodes[to].getBoundingClientRect();
    const same = Math.abs(a.left - b.left) < 4;
    const x1 = a.right + dx, y1 = a.top + a.height / 2 + dy;
    const x2 = (same ? b.right : b.left) + dx, y2 = b.top + b.height / 2 + dy;
    const bend = same ? 34 : Math.max(30, (x2 - x1) / 2);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', 'M' + x1 + ' ' + y1 + 'C' + (x1 + bend) + ' ' + y1 + ' ' + (same ? x2 + bend : x2 - bend) + ' ' + y2 + ' ' + x2 + ' ' + y2);
    path.style.stroke = getComputedStyle(nodes[from]).getPropertyValue('--kind');
    svg.append(path);
    paths.push([from, to, path]);
  }
  mark(chosen);
}

function mark(at) {
  board.classList.toggle('focus', at >= 0);
  const down = at < 0 ? new Set() : reach(at, needs);
  const up = at < 0 ? new Set() : reach(at, users);
  nodes.forEach((node, other) => {
    node.classList.toggle('on', down.has(other) || up.has(other));
    node.classList.toggle('chosen', other === chosen);
  });
  for (const [from, to, path] of paths) {
    path.classList.toggle('on', (down.has(from) && down.has(to)) || (up.has(from) && up.has(to)));
  }
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function choose(at) {
  chosen = at;
  about.hidden = at < 0;
  about.textContent = '';
  if (at >= 0) {
    const close = element('button', 'close');
    close.className = 'close';
    close.type = 'button';
    close.addEventListener('click', () => choose(-1));
    const { name, path, kind, level } = nodes[at].dataset;
    about.append(close, element('h2', name), element('p', kind + ', level ' + level), element('p', path));
    for (const [title, list] of [['Needs', needs[at]], ['Used by', users[at]]]) {
      about.append(element('h3', title + ' (' + list.length + ')'));
      const items = document.createElement('ul');
      for (const other of list) items.append(element('li', nodes[other].dataset.path));
      about.append(items);
    }
  }
  mark(at);
}

nodes.forEach((node, at) => {
  node.addEventListener('mouseenter', () => { if (chosen < 0) mark(at); });
  node.addEventListener('mouseleave', () => { if (chosen < 0) mark(-1); });
  node.addEventListener('focus', () => { if (chosen < 0) mark(at); });
  node.addEventListener('click', () => choose(chosen === at ? -1 : at));
});
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') choose(-1); });
form.addEventListener('input', applyFilters);
form.addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('resize', drawLines);
const asked = new URLSearchParams(location.hash.slice(1));
for (const name of ['agent', 'level', 'name']) if (asked.has(name)) form.elements[name].value = asked.get(name);
applyFilters();
if (asked.has('at')) choose(nodes.findIndex((node) => node.dataset.path === asked.get('at')));
`;
