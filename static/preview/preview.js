/* The preview's own script; no part of the site. Loads the page anew when there is another, and shows what is wrong. */
(() => {
  'use strict';
  const { version } = document.currentScript.dataset;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const badge = made('button', { type: 'button', className: 'preview-badge' });
  const title = made('h2', { id: 'preview-title' });
  const list = made('ol');
  const close = made('button', { type: 'button', className: 'preview-close', textContent: '关闭' });
  const dialog = made('dialog', { className: 'preview-problems', lang: 'zh-Hans' }, title, list, close);
  badge.lang = 'zh-Hans';
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', title.id);
  badge.addEventListener('click', () => dialog.showModal());
  close.addEventListener('click', () => dialog.close());

  function show({ problems, stopped }) {
    dialog.close();
    badge.remove();
    dialog.remove();
    if (!problems.length) return;
    const grave = (yes) => problems.filter((problem) => (problem.severity === 'error') === yes);
    const errors = grave(true).length;
    const warnings = problems.length - errors;
    const count = [errors && `${errors}处错误`, warnings && `${warnings}处提醒`].filter(Boolean).join('、');
    badge.textContent = count;
    badge.classList.toggle('preview-errors', stopped || errors > 0);
    title.textContent = stopped ? `有${count}，这里还是上一次做好的网页` : `有${count}`;
    list.replaceChildren(
      ...[...grave(true), ...grave(false)].map(({ code, severity, place, message, fix }) =>
        made(
          'li',
          { className: `preview-${severity}` },
          made('p', { className: 'preview-place' }, made('b', { textContent: place }), ` ${code}`),
          made('p', { textContent: message }),
          made('p', { className: 'preview-fix', textContent: fix }),
        ),
      ),
    );
    document.body.append(badge, dialog);
    if (stopped) dialog.showModal();
  }

  // A hidden page holds no connection: a browser has few for one address, and an editor may have many pages open.
  const seen = () =>
    document.hidden ? new Promise((done) => document.addEventListener('visibilitychange', done, { once: true })) : null;

  async function follow() {
    let state = '';
    for (;;) {
      await seen();
      const hidden = new AbortController();
      const leave = () => hidden.abort();
      document.addEventListener('visibilitychange', leave, { once: true });
      try {
        const answer = await fetch(`/-preview/state?seen=${state}`, { signal: hidden.signal });
        const told = await answer.json();
        if (told.version !== version) {
          location.reload();
          return;
        }
        if (told.state !== state) show(told);
        state = told.state;
      } catch {
        await pause(document.hidden ? 0 : 1000);
      }
      document.removeEventListener('visibilitychange', leave);
    }
  }

  follow();
})();
