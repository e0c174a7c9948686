/* On a page reached from the search: marks the words that were searched for in the paragraph that the link opens.
   The search page's address, which the browser tells as the referrer, says what they were. */
{
  const from = document.referrer && new URL(document.referrer);
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const code = document.body.dataset.search;
  if (from && target && code && from.origin === location.origin && /\/search\/(index\.html)?$/.test(from.pathname))
    import(new URL(code, document.baseURI)).then((search) => search.arrive(from, target));
}
