import { testHotelSearch } from '../../../test/contracts/hotel-search.js';

testHotelSearch(() =>
  Promise.resolve({ env: {}, refresh: () => Promise.resolve(), close: () => Promise.resolve() }),
);
