/* Asks Netlify's rule engine where requests are sent. Arguments: netlify.toml and the published folder; standard input: a
   JSON list of {path, query, country, language, cookies}; standard output: what the engine answers to each, or null.

   The network hands its engine one language and one country: the cookies' nf_lang and nf_country, else the first of
   Accept-Language and where the address is. (`netlify dev` does likewise, but cuts the language to two letters.) A rule
   whose `from` is there as a file holds only if it is forced. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllRedirects } from 'netlify-redirect-parser';
import engine from 'netlify-redirector';

const [config, site] = process.argv.slice(2);
const { redirects, errors } = await parseAllRedirects({
  redirectsFiles: [join(site, '_redirects')], netlifyConfigPath: config, minimal: false,
});
if (errors.length) throw new Error(errors.join('\n'));
// The engine knows two fields by older names.
const rules = redirects.map(({ from, query, ...rule }) => ({ ...rule, origin: from, params: query }));
const matcher = await engine.parseJSON(JSON.stringify(rules), { jwtSecret: '', jwtRoleClaim: '' });

const isFile = (path) => existsSync(join(site, path.endsWith('/') ? `${path}index.html` : path));
const answer = ({ path, query = '', country = '', language = '', cookies = {} }) => {
  const headers = {
    'x-language': cookies.nf_lang ?? language.split(',')[0].split(';')[0].trim(),
    'x-country': cookies.nf_country ?? country,
  };
  const match = matcher.match({
    scheme: 'https', host: 'example.org', path, query, headers, cookieValues: cookies,
    getHeader: (name) => headers[name.toLowerCase()] ?? '',
    getCookie: (name) => cookies[name] ?? '',
  });
  return match && (match.force || !isFile(path)) ? { to: match.to, status: match.status } : null;
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(answer)));
