/* The preview's own script; no part of the site. Shows what is wrong; livereload loads the page anew when there is news. */
(() => {
  'use strict';
  const { version } = document.currentScript.dataset;
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

  // livereload loads the page anew when there is news; what is wrong then is asked for once.
  fetch('/-preview/state').then((answer) => answer.json()).then((told) => {
    if (told.version !== version) location.reload();
    else show(told);
  });
})();
