using System.Globalization;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>The options of a measure (<c>with:</c>), each read once, none left over.</summary>
internal sealed class MeasureOptions
{
    private static readonly (string Name, string Words)[] Spoken =
    [
        ("objective", "{0}"), ("within", "within {0} of the best"), ("progress", "{0} of the way to the best"),
        ("table", "of {0}"), ("lag", "lag {0}"), ("from", "from lag {0}"), ("to", "to lag {0}"),
        ("clock", "at clock {0}"),
        ("seconds", "at {0} s"),
        ("data", "at {0} samples"),
        ("bytes", "at {0} bytes"),
        ("at", "at {0}"),
    ];

    private readonly IReadOnlyList<NamedText> _options;
    private readonly string _place;
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The options as the spec gives them.</summary>
    public MeasureOptions(IReadOnlyList<NamedText> options, IReadOnlyList<RunResults> runs, string place) =>
        (_options, Runs, _place) = (options, runs, place);

    /// <summary>All runs of the sweep.</summary>
    public IReadOnlyList<RunResults> Runs { get; }

    /// <summary>An option; null if it was not given.</summary>
    public string? Text(string name)
    {
        _used.Add(name);
        foreach (NamedText option in _options)
        {
            if (option.Name == name)
            {
                return option.Text;
            }
        }

        return null;
    }

    /// <summary>An option that must be there.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public string Required(string name) =>
        Text(name) ?? throw Mistake($"it needs '{name}:'", $"add '{name}: …' under 'with:'");

    /// <summary>A number; null if it was not given.</summary>
    /// <exception cref="UserException">It is not a number.</exception>
    public double? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Mistake($"'{name}: {text}' is not a number", "give a number");
    }

    /// <summary>The options in words, to follow the measure's: <c>, lag -1, of items</c>.</summary>
    public string Describe()
    {
        IEnumerable<string> parts = _options
            .SelectMany(option => Spoken
                .Where(spoken => spoken.Name == option.Name)
                .Select(spoken => string.Format(CultureInfo.InvariantCulture, spoken.Words, option.Text)));
        string words = string.Join(", ", parts);
        return words.Length > 0 ? $" ({words})" : words;
    }

    /// <summary>Requires that every option was read.</summary>
    /// <exception cref="UserException">One was not: the measure does not know it.</exception>
    public void RequireAllUsed()
    {
        foreach (NamedText option in _options)
        {
            if (!_used.Contains(option.Name))
            {
                throw Mistake(
                    $"it has no option '{option.Name}'",
                    _used.Count > 0 ? $"it takes {string.Join(", ", _used)}" : "leave 'with:' out");
            }
        }
    }

    /// <summary>A mistake in these options.</summary>
    public UserException Mistake(string problem, string remedy) => new(_place, problem, remedy);
}
