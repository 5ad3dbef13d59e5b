using System.Globalization;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>A model, ready to be applied to data of its kind.</summary>
public abstract class Predictor
{
    /// <summary>What it is applied to.</summary>
    public abstract DataKind Kind { get; }

    /// <summary>Features of the rows that it is applied to; null for ratings and documents.</summary>
    public virtual int? Features => null;

    /// <summary>Applies it to rows of features.</summary>
    /// <exception cref="InvalidOperationException">It is not for such data; see <see cref="Kind"/>.</exception>
    public virtual Prediction Apply(RegressionData rows) =>
        throw new InvalidOperationException($"{GetType().Name} is not for rows of features.");

    /// <summary>Applies it to users and items.</summary>
    /// <exception cref="InvalidOperationException">It is not for such data; see <see cref="Kind"/>.</exception>
    public virtual Prediction Apply(Ratings ratings) =>
        throw new InvalidOperationException($"{GetType().Name} is not for ratings.");

    /// <summary>Applies it to bags of words.</summary>
    /// <exception cref="InvalidOperationException">It is not for such data; see <see cref="Kind"/>.</exception>
    public virtual Prediction Apply(Documents documents) =>
        throw new InvalidOperationException($"{GetType().Name} is not for bags of words.");

    /// <summary>A number with as many digits as it takes to read the same bits back.</summary>
    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>What a model says about data.</summary>
public sealed record Prediction
{
    /// <summary>The columns of the output, with a header.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Lines of the output.</summary>
    public required int Count { get; init; }

    /// <summary>A line of the output: a text for each column.</summary>
    public required Func<int, string[]> Line { get; init; }

    /// <summary>
    /// How well it fits the labels that the data have: names such as <c>rmse</c>, always the same in the same order.
    /// </summary>
    public required IReadOnlyList<Metric> Scores { get; init; }

    /// <summary>Lines or tokens with something that the model does not know.</summary>
    public int Unknown { get; init; }

    /// <summary>What was done about them, after their number.</summary>
    public string OnUnknown { get; init; } =
        "of them are of users or items that the model does not know: they got the mean of the ratings it learnt from";

    /// <summary>Writes all lines as CSV.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', Columns));
        for (int line = 0; line < Count; line++)
        {
            text.WriteLine(string.Join(',', Line(line)));
        }
    }
}
