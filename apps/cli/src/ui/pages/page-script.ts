/**
 * The page's only script: looks every two seconds whether something else is to be shown, and takes it
 * over. What it fetches is the page itself, where all text is data already; nothing is put together here.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const live = document.getElementById('live');
  const said = document.getElementById('said');
  if (live === null || live.dataset.live === undefined) return;
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };
  const isBusy = () => {
    const at = document.activeElement;
    return at instanceof HTMLInputElement && live.contains(at) && at.value !== '';
  };
  const takeOver = (page, fresh) => {
    const href = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.getAttribute('href') : null;
    live.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    live.dataset.live = fresh.dataset.live;
    const heading = page.querySelector('h1');
    if (heading !== null) document.querySelector('h1').replaceWith(document.importNode(heading, true));
    document.title = page.title;
    if (href !== null) [...live.querySelectorAll('a')].find((a) => a.getAttribute('href') === href)?.focus();
    say(fresh.dataset.said ?? '');
  };
  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store', redirect: 'error' });
      if (answer.status === 403) { say('This session is over: start gait ui again.'); return; }
      if (answer.ok && !document.hidden) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById('live');
        if (fresh !== null && fresh.dataset.live !== live.dataset.live && !isBusy()) takeOver(page, fresh);
      }
    } catch {
      say('gait ui does not answer: it was ended, or is asking for a passphrase at its terminal.');
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
`;
