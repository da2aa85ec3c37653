namespace BatchVision.Storage.Views;

/// <summary>A view that people query.</summary>
/// <param name="Name">Without the schema or prefix that the database gives it.</param>
/// <param name="Comment">What one row is.</param>
/// <param name="Query">Its text.</param>
/// <param name="Columns">Every column and what it holds, in the order of the query.</param>
internal sealed record BiView(string Name, string Comment, string Query, params (string Name, string Comment)[] Columns);
