export {};
//# sourceMappingURL=hotel.js.map