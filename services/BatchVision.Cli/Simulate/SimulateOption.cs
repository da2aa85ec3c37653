using System.CommandLine;
using System.Globalization;

namespace BatchVision.Cli.Simulate;

/// <summary>Options whose values have bounds, and say so in one line.</summary>
internal static class SimulateOption
{
    /// <summary>A number above zero, or from zero up.</summary>
    public static Option<double?> Number(string name, string description, bool zero = false)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "n" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value && !(double.IsFinite(value) && (value > 0 || (zero && value == 0))))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be {(zero ? "0 or more" : "above 0")}, not {value}."));
        });
        return option;
    }

    public static Option<int> Count(string name, string description, int value, int least = 1, int most = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < least || number > most))
                result.AddError($"{name} must be {least} {(most == int.MaxValue ? "or more" : $"to {most}")}, not {number}.");
        });
        return option;
    }

    public static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "30s|10m|2h|1d" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && SimulatedTime.Parse(text) is not > 0)
                result.AddError($"{name} must be a time above 0 such as 30s, 10m, 2h or 1d, not '{text}'.");
        });
        return option;
    }

    public static Option<string?> Numbers(string name, string description, double most)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "a,b" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (Split(text) is not { } numbers || numbers.Any(number => number < 1 || number > most)))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be numbers from 1 to {most:N0}, separated by commas, not '{text}'."));
        });
        return option;
    }

    public static IReadOnlyList<double>? Split(string text)
    {
        var numbers = text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        return numbers.Exists(double.IsNaN) ? null : numbers;
    }
}
