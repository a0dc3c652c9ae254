import { style as reportStyle } from '@ganreg/study/drawing';

/** The report's style, and what only a live page has. */
export const style = `${reportStyle}
:root{--good:#1b6e3c;--bad:#a3300f;--busy:#00579c;--soft:#ecebe7;--shadow:0 1px 2px rgb(0 0 0/.06),0 4px 16px rgb(0 0 0/.05)}
@media (prefers-color-scheme:dark){:root{--good:#7fd6a0;--bad:#ff9d7a;--busy:#8cc4ff;--soft:#2b2b2b;--shadow:0 1px 2px rgb(0 0 0/.5)}}
html{scroll-behavior:smooth}@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important;animation:none!important}}
body{background:var(--panel)}
main{max-width:1320px;padding:8px 24px 64px;outline:none}
.bar{position:sticky;top:0;z-index:2;display:flex;gap:6px 16px;align-items:center;flex-wrap:wrap;padding:10px 24px;background:var(--paper);border-bottom:1px solid var(--line)}
.brand{font-weight:700;font-size:17px;letter-spacing:-.02em;color:var(--ink);text-decoration:none}
.bar nav{flex:1;min-width:0;color:var(--quiet);overflow-wrap:anywhere}.bar nav a{margin-right:4px}
.link{margin:0;font-size:13px;color:var(--quiet);display:flex;align-items:center;gap:7px}
.link::before{content:"";width:8px;height:8px;border-radius:50%;background:var(--quiet)}
.link[data-state=live]::before{background:var(--good);box-shadow:0 0 0 3px color-mix(in srgb,var(--good) 22%,transparent)}
.link[data-state=lost]::before{background:var(--bad)}
h1{font-size:26px;margin:18px 0 2px}h2{margin:34px 0 12px;font-size:18px}h2 .quiet{font-size:13px;font-weight:400}
.under{color:var(--quiet);margin:0 0 14px;overflow-wrap:anywhere}
.title{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline}
.state{display:inline-flex;align-items:center;gap:6px;font-size:13px;font-weight:600;white-space:nowrap;color:var(--quiet)}
.state::before{content:"";width:8px;height:8px;border-radius:50%;background:currentcolor}
.state[data-state=running]{color:var(--busy)}.state[data-state=finished]{color:var(--good)}.state[data-state=failed],.state[data-state=diverged]{color:var(--bad)}
.state[data-state=running]::before{animation:beat 1.6s ease-in-out infinite}
.state[data-state=waiting]::before{background:none;border:1.5px solid currentcolor;width:6px;height:6px}
@keyframes beat{50%{opacity:.3}}
progress{appearance:none;width:100%;height:6px;border:0;border-radius:3px;background:var(--soft);overflow:hidden;display:block}
progress::-webkit-progress-bar{background:var(--soft)}progress::-webkit-progress-value{background:var(--busy);transition:width .3s}
progress::-moz-progress-bar{background:var(--busy)}
.done progress::-webkit-progress-value{background:var(--good)}.done progress::-moz-progress-bar{background:var(--good)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr));gap:16px;list-style:none;margin:0;padding:0}
.card{position:relative;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:14px 16px;display:grid;gap:8px;align-content:start;box-shadow:var(--shadow)}
a.card{color:inherit;text-decoration:none}a.card:hover{border-color:var(--link)}
.card h3{margin:0;font-size:15px;overflow-wrap:anywhere}.card p{margin:0;font-size:13px;color:var(--quiet)}
.card .thumb{width:100%;height:150px;object-fit:cover;object-position:left top;border-radius:8px;background:var(--soft);image-rendering:pixelated}
.row{display:flex;gap:6px 12px;justify-content:space-between;align-items:baseline;flex-wrap:wrap}
.chips{display:flex;flex-wrap:wrap;gap:4px 6px}.chip{font-size:12px;padding:1px 8px;border-radius:20px;background:var(--soft);color:var(--ink)}
.sheet{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:14px 18px;box-shadow:var(--shadow)}
.summary{margin:12px 0}.summary .facts{margin:14px 0 0}
.facts{gap:10px 28px;grid-template-columns:repeat(auto-fit,minmax(140px,1fr))}.facts dd{font-weight:600;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(400px,100%),1fr));gap:16px}
figure.chart{margin:0;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:12px 14px 6px;box-shadow:var(--shadow);min-width:0}
figure.chart figcaption{margin:0 0 6px;color:var(--ink)}
.chart h3{margin:0;font-size:14px;display:flex;justify-content:space-between;gap:12px}.chart h3 span{font-weight:400;color:var(--quiet);font-size:12px;font-variant-numeric:tabular-nums}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:0 14px;margin:4px 0 0;padding:0;font-size:12.5px}
.legend li{display:flex;gap:6px;align-items:center;overflow-wrap:anywhere}.legend b{font-weight:600;font-variant-numeric:tabular-nums;min-width:5.2ch;text-align:right}
.plot{aspect-ratio:420/226;touch-action:pan-y}.plot svg{width:100%}
.plot .line{stroke-linejoin:round}
.plot .cursor{stroke:var(--quiet);stroke-dasharray:2 3}.plot .mark{stroke:var(--bad);stroke-dasharray:3 3}
.viewer{display:grid;gap:10px}.viewer p{margin:0}
.viewer .strip{display:flex;flex-wrap:wrap;gap:14px 22px;align-items:start}
.viewer figure{margin:0;min-width:0}.viewer figcaption{display:flex;gap:6px;align-items:center;color:var(--ink)}
.viewer img{image-rendering:pixelated;max-width:100%;border-radius:6px;background:var(--soft);display:block}
.viewer .alone img{max-width:min(560px,100%);min-width:min(320px,100%)}.viewer .among figure{flex:1 1 240px;max-width:420px}.viewer .among img{width:100%}
.slide{display:flex;gap:10px 14px;align-items:center;flex-wrap:wrap}.slide label{display:flex;gap:10px;align-items:center;flex:1 1 260px}
input[type=range]{flex:1;accent-color:var(--busy);min-width:120px;height:24px}
output{font-variant-numeric:tabular-nums;min-width:11ch;color:var(--quiet);font-size:13px}
select,button{padding:4px 10px;border-radius:7px;min-height:26px}button{cursor:pointer}button:hover{border-color:var(--link)}
.grid-of-trials{min-width:0}.grid-of-trials th{white-space:nowrap}.grid-of-trials td{padding:4px;min-width:104px}
.trial{display:grid;gap:4px;padding:6px 8px;border-radius:8px;border:1px solid var(--line);color:inherit;text-decoration:none;font-size:12px;text-align:left;background:var(--paper)}
a.trial:hover{border-color:var(--link)}tbody tr:hover>*{background:none}
.events td:first-child{font-variant-numeric:tabular-nums}.events .bad td:nth-child(2){color:var(--bad);font-weight:600}
.tools{display:flex;flex-wrap:wrap;gap:8px 22px;align-items:center;margin:10px 0;font-size:13px}.tools label{display:flex;gap:8px;align-items:center}
.tools fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px 14px;align-items:center}.tools legend{float:left;padding:0;margin-right:10px;color:var(--quiet)}
.tools input[type=range]{width:130px;flex:none}
details.sheet{margin:12px 0}details.sheet>summary{font-weight:600}details.sheet .charts{margin-top:12px}details.sheet figure.chart{box-shadow:none}
.empty{color:var(--quiet)}
@media (max-width:600px){main,.bar{padding-left:14px;padding-right:14px}}
`;

/** Shown beside the page's title. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0072b2"/><path d="M3 12c3 0 3-8 5-8s2 8 5 8" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/></svg>`;
