/** One night of a rates message, as far as a row of a table needs it. */
export interface PlainRow {
  readonly room: string;
  readonly plan: string;
  readonly date: string;
  /** The two prices, as the text of the column. */
  readonly amounts: string;
}

/** An element as one flat object: its name under "", its attributes under theirs. */
type FlatElement = Record<string, string>;

/**
 * The practical ceiling of plain JavaScript ("LIMITS 2.2, own string scanner to flat objects"): every start tag of the
 * document becomes an object with its name and all of its attributes, found with indexOf, and these become rows. It
 * believes whatever it finds: no end tag is compared, no character or reference looked at, no line known, the whole
 * document is one text in memory, and what the rows say is not judged.
 */
export function scanRates(text: string): PlainRow[] {
  const rows: PlainRow[] = [];
  let control: FlatElement = {};
  let amounts = '';
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = text.indexOf('>', at);
    if (text.startsWith('/RateAmountMessage>', at + 1)) rows.push(toRow(control, amounts));
    else if (!'/?!'.includes(text.charAt(at + 1))) {
      const element = scanTag(text, at + 1, end);
      if (element[''] === 'StatusApplicationControl') [control, amounts] = [element, ''];
      else if (element[''] === 'BaseByGuestAmt')
        amounts += `${amounts === '' ? '' : ','}"${element['NumberOfGuests']}":"${element['AmountAfterTax']}"`;
    }
    at = end + 1;
  }
  return rows;
}

function scanTag(text: string, start: number, end: number): FlatElement {
  const last = text.charAt(end - 1) === '/' ? end - 1 : end;
  const blank = text.indexOf(' ', start);
  const nameEnd = blank >= 0 && blank < last ? blank : last;
  const element: FlatElement = { '': text.slice(start, nameEnd) };
  for (let at = nameEnd + 1; at < last;) {
    const equals = text.indexOf('="', at);
    const close = text.indexOf('"', equals + 2);
    element[text.slice(at, equals)] = text.slice(equals + 2, close);
    at = close + 2;
  }
  return element;
}

function toRow(control: FlatElement, amounts: string): PlainRow {
  const { InvTypeCode: room = '', RatePlanCode: plan = '', Start: date = '' } = control;
  return { room, plan, date, amounts: `{${amounts}}` };
}
