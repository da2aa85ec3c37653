using System.Collections.Concurrent;

namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>The memory of every service process, all the time.</summary>
internal sealed class MemoryWatch(Stack stack)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<ServiceProcess, List<long>> _samples = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var service in stack.Services.Where(service => !service.HasExited))
                _samples.GetOrAdd(service, _ => []).Add(service.ResidentBytes);
        }
    }

    /// <summary>
    /// For processes that lived long enough: their memory early, once they were warm, and at the end, in MiB; each the median of a quarter of an hour of
    /// samples or of what there is.
    /// </summary>
    public IEnumerable<(ServiceProcess Service, double Early, double Late, double Peak)> Grown(TimeSpan atLeast)
    {
        foreach (var (service, samples) in _samples)
        {
            if (samples.Count * Interval < atLeast)
                continue;
            var (warm, part) = (samples.Count / 5, samples.Count / 4);
            yield return (service, Median(samples.Skip(warm).Take(part)), Median(samples.TakeLast(part)), samples.Max() / 1048576.0);
        }
    }

    private static double Median(IEnumerable<long> samples)
    {
        var sorted = samples.Order().ToList();
        return sorted[sorted.Count / 2] / 1048576.0;
    }
}
