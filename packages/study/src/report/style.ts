/** Okabe and Ito's colours, darkened for white and lightened for black until they stand out enough. */
const light = ['#0072b2', '#b34700', '#00755a', '#a8326e', '#8a6100', '#2b7bb0', '#444444', '#7a5195'];
const dark = ['#56b4e9', '#ff8c42', '#2fd0a5', '#f29bc4', '#e6b93c', '#9ad1f5', '#c8c8c8', '#c7a2e3'];
const dashes = ['', '7 3', '2 3', '9 3 2 3'];

const armColours = (colours: readonly string[]): string =>
  Array.from({ length: colours.length * dashes.length }, (_, arm) => {
    const dash = dashes[Math.floor(arm / colours.length)] ?? '';
    return `.arm-${arm}{--c:${colours[arm % colours.length]}${dash === '' ? '' : `;--dash:${dash}`}}`;
  }).join('');

/** The report's style sheet: light and dark, down to a phone. */
export const style = `
:root{--ink:#1b1b1b;--quiet:#555;--paper:#fff;--panel:#f6f6f4;--line:#d9d9d6;--link:#00579c;--better:#e2f1e6;--worse:#f8e6e0;--notice:#fff4d6}
${armColours(light)}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--quiet:#b4b4b4;--paper:#161616;--panel:#202020;--line:#3a3a3a;--link:#8cc4ff;--better:#15321f;--worse:#3b2018;--notice:#3a2f10}
${armColours(dark)}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
header,main,footer{max-width:1200px;margin:0 auto;padding:0 20px}
header{padding-top:24px}
h1{font-size:30px;letter-spacing:-.01em;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:21px;margin:40px 0 10px}h3{font-size:17px;margin:28px 0 8px}h4{font-size:15px;margin:24px 0 4px}
h3 code{font-size:12px;color:var(--quiet);font-weight:400;margin-left:6px}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:6px 10px}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:8px 24px;margin:20px 0}
.facts dt{color:var(--quiet);font-size:13px}.facts dd{margin:0;overflow-wrap:anywhere}
.notice{background:var(--notice);padding:8px 12px;border-radius:6px;margin:8px 0}
.controls{background:var(--panel);border-radius:8px;padding:10px 14px;display:flex;flex-wrap:wrap;gap:10px 24px;align-items:center}
.controls[hidden]{display:none}
.controls fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center}
.controls legend{float:left;padding:0;margin-right:10px;color:var(--quiet)}.pick{white-space:nowrap}
select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:5px;padding:2px 8px}
.scroll{overflow-x:auto;margin:8px 0 16px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px;min-width:100%}
caption{text-align:left;color:var(--quiet);font-size:13px;padding-bottom:6px}
th,td{padding:5px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
tbody th,thead th:first-child,td.text,th.text{text-align:left}td.text{white-space:normal;min-width:160px;overflow-wrap:anywhere}
tbody th{font-weight:600}
thead th{vertical-align:bottom;font-size:13px}
thead button{border:0;background:none;padding:0;font-weight:600;cursor:pointer;white-space:normal}
thead th[aria-sort=ascending] button::after{content:" ↑"}thead th[aria-sort=descending] button::after{content:" ↓"}
tbody tr:hover>*{background:var(--panel)}
tr.better .delta{background:var(--better)}tr.worse .delta{background:var(--worse)}
.sortable th:first-child{position:sticky;left:0;background:var(--paper);background-clip:padding-box}
.sortable th:first-child{padding-right:18px}
.quiet{color:var(--quiet);font-size:12px}
figure{margin:12px 0}figcaption{color:var(--quiet);font-size:13px;margin-bottom:4px}
svg{max-width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:12px}
svg .grid{stroke:var(--line)}svg .axis,svg .tick{stroke:var(--quiet)}svg .zero{stroke:var(--quiet);stroke-dasharray:4 3}
svg .name,svg .side,svg .floor-name,svg .level{fill:var(--quiet)}
svg .floor{stroke:var(--quiet);stroke-dasharray:2 4}
.swatch{display:inline-block;vertical-align:baseline}
.arm .line,.swatch .line{fill:none;stroke:var(--c,var(--ink));stroke-width:2;stroke-dasharray:var(--dash,none)}
.many .band{display:none}
.arm circle{fill:var(--c,var(--ink))}.arm .band{fill:var(--c);fill-opacity:.13}
.arm .whisker{stroke:var(--c,var(--ink));stroke-width:2}.arm .estimate{fill:var(--c,var(--ink))}.arm circle.seed{fill:none;stroke:var(--c,var(--ink))}
.without line,.with line{stroke-width:2}.without line,.without circle{stroke:var(--quiet);fill:var(--quiet)}.with line,.with circle{stroke:var(--link);fill:var(--link)}
.score-real,.score-fake{fill:none;stroke-width:2}.score-real{stroke:var(--ink)}.score-fake{stroke:var(--link);stroke-dasharray:5 3}
.dots circle{fill:var(--link);fill-opacity:.7}.field{fill:var(--panel)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:0 24px}
.panels{display:flex;flex-wrap:wrap;gap:8px 24px}
.pixels{image-rendering:pixelated;max-width:100%;height:auto;display:block}
canvas.live{color:var(--link);background:var(--panel);width:260px}
input[type=number]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:5px;padding:2px 6px;width:7em}input[type=range]{vertical-align:middle}
.verdict{color:var(--ink)}
pre{background:var(--panel);padding:12px;border-radius:6px;overflow:auto;max-height:480px;font-size:12px}
details{margin:4px 0}summary{cursor:pointer}
.off{display:none}
footer{color:var(--quiet);font-size:13px;padding:24px 20px 40px}
@media print{.controls,nav,.skip{display:none}.metric{break-inside:avoid}}
`;
