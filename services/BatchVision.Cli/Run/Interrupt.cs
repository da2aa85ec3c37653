using System.Runtime.InteropServices;

namespace BatchVision.Cli.Run;

/// <summary>Ctrl-C and SIGTERM: the first asks for a clean stop, the second leaves at once. Nothing is lost either way.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            Environment.Exit(ExitCode.Interrupted);
        context.Cancel = true;
        _source.Cancel();
    }
}
