
namespace Petuum.Lab.Grains;

/// <summary>
/// The key of a machine's grain. An epoch is one life of a run's machines: after a failure all are made anew under the
/// next epoch's keys, so what is left of an old one can neither be asked nor answer by mistake.
/// </summary>
/// <param name="Job">The job's id.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Index">Which of the machines of its role.</param>
public readonly record struct MachineKey(string Job, int Epoch, int Index)
{
    /// <summary>The key as Orleans knows it: <c>job/epoch/index</c>.</summary>
    public override string ToString() => $"{Job}/{Epoch}/{Index}";

    /// <summary>The inverse of <see cref="ToString"/>.</summary>
    public static MachineKey Parse(string text)
    {
        int last = text.LastIndexOf('/');
        int middle = text.LastIndexOf('/', last - 1);
        return new MachineKey(
            text[..middle], int.Parse(text.AsSpan(middle + 1, last - middle - 1)), int.Parse(text.AsSpan(last + 1)));
    }
}
