import { setInType } from '../../document/print/typst';
import { MARGIN_PT, type Paper } from '../domain/paper';
import { REPORT_LAYOUT, SHEETS_LAYOUT } from './layout';

/** One page of the overview: the picture, how wide it stands on it, and what it shows for whoever does not see it. */
export interface Sheet {
  svg: string;
  widthPt: number;
  says: string;
}

/** A table of a report. */
export interface PrintedTable {
  title: string;
  words: string;
  head: string[];
  /** Shares of the width, column by column. */
  widths: number[];
  rows: string[][];
}

/** What stands at the head of a file. */
export interface PrintedHead {
  title: string;
  subtitle: string;
  company: string;
}

/** An overview as PDF/UA-1, a sheet a page. @throws UnprintableError where the fonts lack characters */
export function overviewFile(head: PrintedHead, sheets: readonly Sheet[], paper: Paper): Buffer {
  return setInType(SHEETS_LAYOUT, { ...head, sheets, paper, marginPt: MARGIN_PT });
}

/** A report of tables as PDF/UA-1. @throws UnprintableError where the fonts lack characters */
export function reportFile(head: PrintedHead, tables: readonly PrintedTable[], paper: Paper): Buffer {
  return setInType(REPORT_LAYOUT, { ...head, tables, paper, marginPt: MARGIN_PT });
}
