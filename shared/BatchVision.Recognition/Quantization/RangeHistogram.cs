namespace BatchVision.Recognition.Quantization;

/// <summary>
/// How often a tensor took which values, over all samples, in memory of a fixed size. The bins lie around 0 and double in width whenever a value
/// falls outside, so nothing needs to be known beforehand and each image is seen once.
/// </summary>
internal sealed class RangeHistogram
{
    private const int HalfBins = 2048;
    private const int Candidates = 100;

    // Clipping more than this of a range has never paid off; searching on would only cost time.
    private const double NarrowestShare = 0.3;

    private readonly long[] _bins = new long[2 * HalfBins];
    private float _reach;
    private float _binsPerUnit;

    /// <summary>Least finite value, at most 0.</summary>
    public float Lowest { get; private set; }

    /// <summary>Greatest finite value, at least 0.</summary>
    public float Highest { get; private set; }

    private double Width => _reach / (double)HalfBins;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            // Zeros are exact whatever the scale is; there are many after a ReLU.
            if (value == 0 || !float.IsFinite(value))
                continue;
            if (Math.Abs(value) > _reach)
                Widen(Math.Abs(value));
            Lowest = Math.Min(Lowest, value);
            Highest = Math.Max(Highest, value);
            // Rounding towards 0 is what the halves mirror each other by.
            var bin = Math.Min(HalfBins - 1, (int)(Math.Abs(value) * _binsPerUnit));
            _bins[value > 0 ? HalfBins + bin : HalfBins - 1 - bin]++;
        }
    }

    /// <summary>
    /// The scale that puts the values least wrong, by squares: a narrower range has finer steps for most of them, and cuts off the few beyond.
    /// </summary>
    public ActivationScale BestScale()
    {
        var (best, error) = (ActivationScale.Of(Lowest, Highest), double.MaxValue);
        for (var i = 0; i <= Candidates; i++)
        {
            var share = (float)(1 - ((1 - NarrowestShare) * i / Candidates));
            var candidate = ActivationScale.Of(Lowest * share, Highest * share);
            if (Error(candidate) is var e && e < error)
                (best, error) = (candidate, e);
        }

        return best;
    }

    private double Error(ActivationScale scale)
    {
        var low = -(double)scale.ZeroPoint * scale.Scale;
        var high = (byte.MaxValue - (double)scale.ZeroPoint) * scale.Scale;
        // What rounding to a step does to values spread evenly.
        var inside = (double)scale.Scale * scale.Scale / 12;
        var error = 0.0;
        for (var i = 0; i < _bins.Length; i++)
        {
            if (_bins[i] == 0)
                continue;
            var value = (i - HalfBins + 0.5) * Width;
            var beyond = Math.Max(low - value, value - high);
            error += _bins[i] * (beyond > 0 ? inside + (beyond * beyond) : inside);
        }

        return error;
    }

    private void Widen(float value)
    {
        if (_reach == 0)
            _reach = value;
        while (_reach < value)
        {
            for (var i = 0; i < HalfBins; i++)
            {
                // From 0 outwards, two bins into one.
                var far = 2 * i;
                var right = far < HalfBins ? _bins[HalfBins + far] + _bins[HalfBins + far + 1] : 0;
                var left = far < HalfBins ? _bins[HalfBins - 1 - far] + _bins[HalfBins - 2 - far] : 0;
                _bins[HalfBins + i] = right;
                _bins[HalfBins - 1 - i] = left;
            }

            _reach *= 2;
        }

        _binsPerUnit = HalfBins / _reach;
    }
}
