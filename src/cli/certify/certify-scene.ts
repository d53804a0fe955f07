import type { CertificationStock } from '../../core/model/certification.js';
import type { LocalDate } from '../../core/model/local-date.js';

/** What the placeholders of a case stand for. */
export interface CaseNames {
  readonly hotel: string;
  readonly room: string;
  readonly room2: string;
  readonly rate: string;
  readonly rate2: string;
  readonly partner: string;
  readonly key: string;
  /** Of a booking channel at the same hotel; empty where there is none. */
  readonly channelKey: string;
  /** At the hotel. */
  readonly today: LocalDate;
  /** Differs with every run, so that numbers of reservations do. */
  readonly run: string;
}

/** Where a list is run: a gateway, and for each case names that it knows. */
export interface CertifyScene {
  readonly gateway: string;
  names(place: number): Promise<CaseNames>;
  /** Puts the rooms of a case on sale; null where nobody can: the list's own hotel must be on sale then. */
  readonly putOnSale: ((names: CaseNames, stock: CertificationStock) => Promise<void>) | null;
  /** Ends what was made for this run alone. */
  close(): Promise<void>;
}
