/** DATETIME(3) text in UTC, `YYYY-MM-DD HH:MM:SS.mmm`: what the database takes and gives. Such texts compare in time order. */
export function toSqlTime(time) {
    return time.toISOString().slice(0, 23).replace('T', ' ');
}
/** The instant of a DATETIME text read from the database, which always means UTC (see database.ts). */
export function fromSqlTime(text) {
    return new Date(`${text.replace(' ', 'T')}Z`);
}
//# sourceMappingURL=sql-time.js.map