using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs;

/// <summary>
/// A spec that cannot be used: a user's mistake, with its place and remedy. Exit code 1, no stack trace.
/// </summary>
public sealed class SpecException : OptionException
{
    /// <summary>Says where, what and what to do.</summary>
    /// <param name="path">The file as the user named it, or <c>--set key=value</c>.</param>
    /// <param name="line">The line, 1 the first; 0 if no line is to blame.</param>
    /// <param name="problem">What is wrong, with what was seen.</param>
    /// <param name="remedy">What to do about it.</param>
    public SpecException(string path, int line, string problem, string remedy)
        : base(new SpecPlace(path, line).ToString(), problem, remedy) => (Path, Line) = (path, line);

    private SpecException(SpecException first, IReadOnlyList<SpecException> others)
        : this(first.Path, first.Line, first.Problem, first.Remedy) => Others = others;

    /// <summary>Further mistakes of the same spec.</summary>
    public IReadOnlyList<SpecException> Others { get; } = [];

    /// <summary>Several mistakes as one; the first speaks for all where only one can.</summary>
    public static SpecException Of(IReadOnlyList<SpecException> mistakes) =>
        mistakes.Count == 1 ? mistakes[0] : new SpecException(mistakes[0], [.. mistakes.Skip(1)]);

    /// <summary>The file as the user named it, or <c>--set key=value</c>.</summary>
    public string Path { get; }

    /// <summary>The line, 1 the first; 0 if no line is to blame.</summary>
    public int Line { get; }
}

/// <summary>Where something stands: a line of a file, or a <c>--set</c> on the command line.</summary>
/// <param name="Path">The file, or <c>--set key=value</c>.</param>
/// <param name="Line">The line, 1 the first; 0 if there is none to name.</param>
public readonly record struct SpecPlace(string Path, int Line)
{
    /// <summary><c>file.yaml:12</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Path}:{Line}" : Path;
}
