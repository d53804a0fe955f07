import { writeFile } from 'node:fs/promises';
import type { LoadReport } from './load-report.js';

export async function writeReport(file: string, report: LoadReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
