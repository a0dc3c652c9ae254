/** Links of a built site that lead nowhere, pictures and headings included: `page: link`. */
export declare const deadLinks: (site: string) => { readonly checked: number; readonly dead: readonly string[] };
