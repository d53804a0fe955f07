export const PARTNER_KINDS = ['pms', 'ota', 'operator'];
//# sourceMappingURL=partner.js.map