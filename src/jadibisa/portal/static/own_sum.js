// Lets the browser compute the number of a ticket with its own SHA-256 and compare it with what the page says.
"use strict";
for (const place of document.querySelectorAll("[data-sum]")) {
  const { seed, ticket, number, same, other } = place.dataset;
  if (window.crypto && crypto.subtle) {
    crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${seed},${ticket}`)).then((sum) => {
      const own = Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
      place.textContent = `${own === number ? same : other} ${own}`;
    });
  }
}
