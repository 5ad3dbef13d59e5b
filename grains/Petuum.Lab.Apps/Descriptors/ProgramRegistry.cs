using Petuum.Lab.Apps.Svm;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>The programs that come with the lab: a line each, and no other place names them all.</summary>
public static class ProgramRegistry
{
    /// <summary>All of them, in the order of the schema.</summary>
    public static IReadOnlyList<ProgramDescriptor> All { get; } =
    [
        new SvmDescriptor(),
    ];

    /// <summary>The one of a name; null if there is none.</summary>
    public static ProgramDescriptor? Find(string name) => All.FirstOrDefault(program => program.Name == name);
}
