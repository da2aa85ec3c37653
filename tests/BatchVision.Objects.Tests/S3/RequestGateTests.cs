using BatchVision.Objects.S3;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Objects.Tests.S3;

public sealed class RequestGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Gate_SlowDown_HalvesAtMostOnceASecondAndNeverToNothing()
    {
        using var gate = new RequestGate(64, _time);
        gate.SlowDown();
        gate.SlowDown();
        Assert.Equal(32, gate.Limit);

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            gate.SlowDown();
        }

        Assert.Equal(1, gate.Limit);
        using var turn = await gate.EnterAsync(S3Place.Token);
        Assert.Null(TryEnter(gate));
    }

    [Fact]
    public async Task Gate_Served_GrowsByOneARoundUpToTheMost()
    {
        using var gate = new RequestGate(8, _time);
        gate.SlowDown();
        Assert.Equal(4, gate.Limit);

        await ServeAsync(gate, 4);
        Assert.Equal(5, gate.Limit);
        await ServeAsync(gate, 100);
        Assert.Equal(8, gate.Limit);
    }

    [Fact]
    public void Gate_AnySequence_NeverLetsMoreThroughThanItsBoundAllowsAndForgetsNoPlace() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 3].Array[0, 200]).Sample((most, steps) =>
        {
            var time = new FakeTimeProvider();
            using var gate = new RequestGate(most, time);
            var inside = new Stack<RequestGate.Turn>();
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0 or 1 when TryEnter(gate) is { } turn:
                        Assert.True(inside.Count < gate.Limit);
                        inside.Push(turn);
                        break;
                    case 0 or 1:
                        Assert.True(inside.Count >= gate.Limit);
                        break;
                    case 2 when inside.TryPop(out var turn):
                        turn.Dispose();
                        break;
                    case 3:
                        time.Advance(TimeSpan.FromSeconds(1));
                        gate.SlowDown();
                        break;
                }

                Assert.InRange(gate.Limit, 1, most);
            }

            while (inside.TryPop(out var turn))
            {
                turn.Dispose();
            }

            // Every place that the bound allows is there.
            for (var i = gate.Limit; i > 0; i--)
            {
                Assert.NotNull(TryEnter(gate));
            }
        });

    private static async Task ServeAsync(RequestGate gate, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await gate.EnterAsync(S3Place.Token)).Dispose();
        }
    }

    private static RequestGate.Turn? TryEnter(RequestGate gate)
    {
        using var cancel = new CancellationTokenSource();
        var entering = gate.EnterAsync(cancel.Token).AsTask();
        if (!entering.IsCompleted)
        {
            cancel.Cancel();
            ((IAsyncResult)entering).AsyncWaitHandle.WaitOne();
        }

        return entering.IsCompletedSuccessfully ? entering.Result : null;
    }
}
