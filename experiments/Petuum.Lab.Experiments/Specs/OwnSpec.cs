using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>A program of the user's own: a type in an assembly, learning from rows of features with labels.</summary>
public sealed record OwnSpec : ProgramSpec
{
    /// <summary>What stands between the file and the type.</summary>
    public const string Mark = ".dll#";

    /// <inheritdoc/>
    public override string Name => Type;

    /// <summary>Known only when the program is made; until then one without a name stands for all.</summary>
    public override ValueList<string> TableNames => [""];

    /// <summary>Known only when the program is made; the plan is checked then.</summary>
    public override bool IsModelParallel => true;

    /// <summary>The file, from the spec's folder, and the type's full name: <c>bin/My.dll#My.Program</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Options with their values as they are written, ordered by name.</summary>
    public required ValueList<OwnOption> Options { get; init; }

    /// <summary>The file and the type of such a name; folders may have the mark's characters, too.</summary>
    public static (string File, string Type) PartsOf(string name)
    {
        int end = name.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length - 1;
        return (name[..end], name[(end + 1)..]);
    }

    /// <summary>Whether a program's name is of this form.</summary>
    public static bool IsOwn(string name) => name.Contains(Mark, StringComparison.Ordinal);
}

/// <summary>An option of a user's program.</summary>
/// <param name="Key">Its name: <c>step-size</c> for a property <c>StepSize</c>.</param>
/// <param name="Value">As it is written.</param>
public sealed record OwnOption(string Key, string Value);
