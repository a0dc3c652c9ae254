/** The page before its script has said anything. */
export const shell = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ganreg</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/main.js"></script>
</head>
<body>
<a class="skip" href="#view">Skip to the content</a>
<div class="bar" role="banner"><a class="brand" href="#/">ganreg</a><nav aria-label="Where you are" id="trail"></nav><p id="link" class="link" role="status">connecting</p></div>
<main id="view" tabindex="-1"><h1>ganreg</h1><p id="wait">Reading the folder…</p></main>
<p class="visually-hidden" id="told" role="status"></p>
<noscript>This page shows what happens while it happens: it needs its script.</noscript>
</body>
</html>
`;
