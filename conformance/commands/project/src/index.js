import { total } from './cart.js';

console.log(total([{ price: 199 }]));
