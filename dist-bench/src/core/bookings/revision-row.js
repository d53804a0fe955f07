export const REVISION_COLUMNS = 'r.revision_id, r.booking_id, r.revision, r.action, r.hotel_id, r.state, r.created_at';
//# sourceMappingURL=revision-row.js.map