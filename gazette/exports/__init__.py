"""Everything else the site serves: data, feed, sitemap, manifest, redirects, service worker."""
