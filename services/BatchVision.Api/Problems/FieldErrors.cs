using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace BatchVision.Api.Problems;

/// <summary>Collects what is wrong with the fields of a document, so that all of it is told at once.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>Starts with what the annotations of the document find.</summary>
    public static FieldErrors Of(object document)
    {
        var errors = new FieldErrors();
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(document, new ValidationContext(document), results, validateAllProperties: true);
        foreach (var result in results)
        {
            errors.Add(JsonNamingPolicy.CamelCase.ConvertName(result.MemberNames.Single()), result.ErrorMessage!);
        }

        return errors;
    }

    public bool Has(string field) => _errors.ContainsKey(field);

    public void Add(string field, string error)
    {
        if (!_errors.TryGetValue(field, out var list))
        {
            _errors.Add(field, list = []);
        }

        list.Add(error);
    }

    /// <exception cref="RefusedException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw Refusal(ProblemKind.InvalidRequest, _errors.ToDictionary(pair => pair.Key, IReadOnlyList<string> (pair) => pair.Value));
        }
    }

    public static RefusedException Refusal(ProblemKind kind, string field, string error) =>
        Refusal(kind, new Dictionary<string, IReadOnlyList<string>> { [field] = [error] });

    private static RefusedException Refusal(ProblemKind kind, Dictionary<string, IReadOnlyList<string>> errors) => new(
        kind, string.Join(' ', errors.SelectMany(pair => pair.Value.Select(error => $"{pair.Key}: {error}"))))
    {
        Errors = errors,
    };
}
