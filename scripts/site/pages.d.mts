/** Pages of the site, by their place in the repository. */
export declare const pages: readonly string[];
/** Where a page is on the site, from its root; nothing for what is no page. */
export declare const addressOf: (source: string) => string | undefined;
