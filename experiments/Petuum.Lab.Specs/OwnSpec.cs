using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs.Keys;

namespace Petuum.Lab.Specs;

/// <summary>The names of programs of the user's own: a file and a type, <c>bin/My.dll#My.Program</c>.</summary>
public static class OwnName
{
    /// <summary>What stands between the file and the type.</summary>
    public const string Mark = ".dll#";

    /// <summary>The file and the type of such a name; folders may have the mark's characters, too.</summary>
    public static (string File, string Type) PartsOf(string name)
    {
        int end = name.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length - 1;
        return (name[..end], name[(end + 1)..]);
    }

    /// <summary>Whether a program's name is of this form.</summary>
    public static bool IsOwn(string name) => name.Contains(Mark, StringComparison.Ordinal);
}

/// <summary>An option of a program of the user's own, before its type is known.</summary>
/// <param name="Key">Its name: <c>step-size</c> for a property <c>StepSize</c>.</param>
/// <param name="Value">As it is written.</param>
/// <param name="IsFlow">Whether that is a list or a section, in YAML's flow style.</param>
public sealed record OwnOption(string Key, string Value, bool IsFlow = false);

/// <summary>Options as they are written, ordered by name.</summary>
public sealed record OwnOptions(ValueList<OwnOption> Set);

/// <summary>
/// A program of the user's own whose assembly is not loaded: reading and writing specs needs nothing of it. Whoever
/// runs it resolves it first (<see cref="Own.OwnPrograms"/>).
/// </summary>
public sealed class OwnReference(string name) : ProgramDescriptor<OwnOptions>, IEquatable<OwnReference>
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => "a program of your own";

    /// <inheritdoc/>
    public override Section<OwnOptions> Options => OwnVariant.Section;

    /// <inheritdoc/>
    public bool Equals(OwnReference? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OwnReference);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Known only when it is resolved; until then one without a name stands for all.</summary>
    protected override IReadOnlyList<string> Tables(OwnOptions options) => [""];

    /// <summary>Known only when it is resolved; the plan is checked then.</summary>
    protected override bool IsModelParallel(OwnOptions options) => true;

    /// <summary>Not known.</summary>
    protected override string? UnitsKey(OwnOptions options) => null;

    /// <inheritdoc/>
    protected override IProgram Create(OwnOptions options, ProgramInput input) =>
        throw new InvalidOperationException($"'{Name}' is not resolved.");

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(OwnOptions options, LoadedData data) => 1;
}
