using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>
/// The schedule of coordinate descent: blocks of items go round as in <see cref="MfRotation"/>, one round each, and a
/// unit says whether its worker is the last to have the block in this rotation, who closes it: then the sums that went
/// round with it are complete.
/// </summary>
internal sealed class CcdRotation : IScheduleProgram
{
    private const int IntsPerUnit = 2;

    private readonly int _workers;
    private readonly int _blocks;
    private readonly RotationPolicy _policy;
    private readonly int[] _units;

    public CcdRotation(int workers, int blocks)
    {
        (_workers, _blocks) = (workers, blocks);
        _policy = new RotationPolicy(blocks, workers: blocks, step: 1);
        _units = new int[blocks * 2 * IntsPerUnit];
        for (int unit = 0; unit < 2 * blocks; unit++)
        {
            (_units[unit * IntsPerUnit], _units[(unit * IntsPerUnit) + 1]) = (unit / 2, unit % 2);
        }
    }

    /// <summary>The block of items that a unit is about, and whether it is closed.</summary>
    public static (int Block, bool Closes) BlockOf(in WorkUnit unit)
    {
        ReadOnlySpan<int> items = unit.Items.Span;
        return (items[0], items[1] != 0);
    }

    /// <inheritdoc/>
    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        for (int worker = 0; worker < _workers; worker++)
        {
            int block = _policy.BlockOf(FirstBlock(worker), round % _blocks);
            int unit = (2 * block) + (LastVisit(block) == round % _blocks ? 1 : 0);
            output.Assign(new WorkerId(worker), _units.AsMemory(unit * IntsPerUnit, IntsPerUnit));
        }

        output.Report(work: _workers);
    }

    /// <inheritdoc/>
    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output) => output.Report(1, 0);

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }

    private int FirstBlock(int worker) => (int)((long)worker * _blocks / _workers);

    /// <summary>The phase of a rotation in which a block is with the last of all workers.</summary>
    private int LastVisit(int block)
    {
        int last = 0;
        for (int worker = 0; worker < _workers; worker++)
        {
            last = Math.Max(last, (block - FirstBlock(worker) + _blocks) % _blocks);
        }

        return last;
    }
}
