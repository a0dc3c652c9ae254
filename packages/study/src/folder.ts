// What a study's folder holds, for whoever shows it: files and records, and the report as a page.
export { readStudy, type RecordedStudy } from './run/study-files.ts';
export type { QueueFile } from './run/queue-file.ts';
export { readRecord, type RunRecord } from './run/records.ts';
export { generatorsFolder, readGeneratorFile } from './report/generators.ts';
export { metricTitle } from './report/wording.ts';
export { renderReport, type RenderedReport } from './report/write-report.ts';
