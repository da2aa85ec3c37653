namespace BatchVision.Cli.Simulate.Engine;

/// <summary>A replica of Results: gathers answers until there are enough or the first has waited long enough, and writes them in one transaction.</summary>
internal sealed class ResultsWriter(SimulationSettings settings, Machinery machinery, MessageQueue queue, Action<Chunk> written) : IConsumer
{
    private readonly Queue<List<Chunk>> _full = new();
    private List<Chunk> _gathering = [];
    private bool _writing;

    // The writer and its session of the database take turns, so both are one thread.
    private readonly double _second = settings.Predictions / settings.Measured.WriterRows;

    /// <summary>Seconds in which it wrote.</summary>
    public double BusySeconds { get; private set; }

    public void Deliver(Chunk chunk)
    {
        _gathering.Add(chunk);
        var batch = _gathering;
        if (batch.Count == settings.WriteBatch)
            Close();
        else if (batch.Count == 1)
            machinery.Agenda.After(settings.WriteDelay, () =>
            {
                if (ReferenceEquals(batch, _gathering))
                    Close();
            });
    }

    private void Close()
    {
        _full.Enqueue(_gathering);
        _gathering = [];
        Write();
    }

    private void Write()
    {
        if (_writing || _full.Count == 0)
            return;
        _writing = true;
        if (machinery.Outages.Wait(Part.Database) is > 0 and var wait)
        {
            machinery.Agenda.After(wait, () =>
            {
                _writing = false;
                Write();
            });
            return;
        }

        var batch = _full.Dequeue();
        var began = machinery.Agenda.Now;
        machinery.Processors.Run((settings.Measured.WriteMs / 1000) + (batch.Sum(chunk => chunk.Images) * _second), () =>
        {
            BusySeconds += machinery.Agenda.Now - began;
            _writing = false;
            foreach (var chunk in batch)
            {
                queue.Acknowledge(this);
                written(chunk);
            }

            Write();
        });
    }
}
