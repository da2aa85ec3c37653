(() => {
  const cards = [...document.querySelectorAll('.card')];
  const filter = document.getElementById('filter');
  const matches = document.getElementById('matches');
  document.querySelector('.tools').hidden = cards.length === 0;
  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      card.hidden = !words.every(word => card.dataset.text.includes(word));
      shown += card.hidden ? 0 : 1;
    }
    matches.textContent = words.length ? `${shown} match.` : '';
  });
  document.getElementById('boxes').addEventListener('change', event =>
    document.getElementById('gallery').classList.toggle('plain', !event.target.checked));
})();
