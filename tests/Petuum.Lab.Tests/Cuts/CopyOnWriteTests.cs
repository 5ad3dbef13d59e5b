using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>
/// A shard goes on while its cuts are taken, several of them at once: they are what they would have been if they had
/// been taken whole, and no more was copied for it than had to be.
/// </summary>
public class CopyOnWriteTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300);

    [Fact]
    public void Cuts_AreTheBitsOfTheRowsAtTheirClock_WheneverTheirPiecesAreTaken()
    {
        int pieces = 0;
        int together = 0;
        Prop.ForAll(CopyScript.Arbitrary(), script =>
        {
            Run run = new(script);
            foreach (int draw in script.Draws)
            {
                run.Step(draw);
                together += run.Late.Open.Count > 1 ? 1 : 0;
            }

            foreach (TakenCut cut in run.CloseAll())
            {
                pieces += cut.Pieces.Count;
                run.RequireRows(cut);
            }
        }).Check(Many);
        Assert.InRange(pieces, 2_000, int.MaxValue);
        Assert.InRange(together, 500, int.MaxValue);
    }

    [Fact]
    public void Chunks_AreCopiedEarly_OnlyWhereTheyWereWrittenToBeforeTheyWereTaken()
    {
        int early = 0;
        int inTurn = 0;
        Prop.ForAll(CopyScript.Arbitrary(), script =>
        {
            Run run = new(script with { Sizes = script.Sizes with { PieceBytes = 1 } });
            foreach (int draw in script.Draws)
            {
                run.Step(draw);
            }

            foreach (TakenCut cut in run.CloseAll())
            {
                int written = cut.Pieces.Skip(1)
                    .Count(piece => TakenCut.RowsOf(piece).Any(row => cut.WrittenEarly.Contains(row)));
                Assert.Equal(written, cut.CopiedEarly);
                early += written;
                inTurn += cut.Pieces.Count - 1 - written;
            }
        }).Check(Many);
        Assert.InRange(early, 500, int.MaxValue);
        Assert.InRange(inTurn, 500, int.MaxValue);
    }

    /// <summary>Two shards that are told the same: of the one all is taken at once, of the other later.</summary>
    private sealed class Run(CopyScript script)
    {
        private readonly JobPlan _plan = script.Plan();
        private readonly RecordingOutbox _atOnce = new();
        private readonly TableShard _shard =
            new(script.Plan(), new ShardId(0), new MessagePool()) { CutSizes = script.Sizes };

        private readonly Numbering[] _numbering =
            [.. Enumerable.Range(0, 3).Select(writer => new Numbering(new WorkerId(writer)))];

        private readonly int[] _clocks = new int[3];
        private readonly int[] _gradients = new int[script.Rows];

        public CopiedShard Late { get; } = new(script.Plan(), script.Sizes);

        public void Step(int draw)
        {
            Pcg32 chance = new Seed((ulong)draw).CreateGenerator();
            switch (chance.NextInt(10))
            {
                case 0:
                    Offer(Late.Shard.CompletedClock + chance.NextInt(4));
                    break;
                case < 4 when Late.Open is { Count: > 0 } open:
                    Take(open[chance.NextInt(open.Count)], chance);
                    break;
                default:
                    Update(chance);
                    break;
            }
        }

        /// <summary>Takes what is left; returns the cuts that were not dropped.</summary>
        public IEnumerable<TakenCut> CloseAll()
        {
            while (Late.Open is { Count: > 0 } open)
            {
                open[0].Take();
            }

            return Late.Cuts.Where(cut => !cut.IsDropped);
        }

        /// <summary>The same bits as what was taken at once, and the rows that the list of updates says.</summary>
        public void RequireRows(TakenCut cut)
        {
            TableShard restored = new(_plan, new ShardId(0), new MessagePool()) { CutSizes = script.Sizes };
            CutContentTests.RestoreAll(cut.Pieces, restored.Restore);
            RecordingOutbox again = new();
            Assert.True(restored.OfferCut(cut.Clock, again));
            Assert.Equal(_atOnce.Saved.First(saved => saved.Clock == cut.Clock).State, again.Saved.Single().State);
            double[][][] rows = Models.ToArrays(new(_plan.Program.Tables));
            CutContentTests.Read(restored, _plan, new ShardId(0), rows);

            // What becomes of gradients only a shard knows: their rows are compared above.
            rows[CopyScript.Revised] = cut.Rows[CopyScript.Revised];
            Assert.Equal(cut.Rows, rows);
        }

        private static void Take(TakenCut cut, Pcg32 chance)
        {
            if (chance.NextInt(40) == 0)
            {
                cut.Drop();
                return;
            }

            for (int left = chance.NextInt(4); left >= 0 && !cut.IsClosed; left--)
            {
                cut.Take();
            }
        }

        private void Offer(int clock) =>
            Assert.Equal(_shard.OfferCut(clock, _atOnce), Late.Shard.OfferCut(clock, Late));

        private void Update(Pcg32 chance)
        {
            int writer = chance.NextInt(3);
            Seed changes = new(chance.NextUInt32());
            bool endsClock = chance.NextInt(3) > 0;
            Update first = Message(writer, changes.CreateGenerator(), [.. _gradients]);
            Update second = Message(writer, changes.CreateGenerator(), _gradients);
            _numbering[writer].Stamp(first, new ShardId(0));
            (second.From, second.To, second.Sequence) = (first.From, first.To, first.Sequence);
            (first.EndsClock, second.EndsClock) = (endsClock, endsClock);
            _clocks[writer] += endsClock ? 1 : 0;
            _shard.Receive(first, _atOnce);
            Late.Shard.Receive(second, Late);
        }

        private Update Message(int writer, Pcg32 chance, int[] gradients)
        {
            MessagePool pool = new();
            Update update = pool.RentUpdate();
            update.Clock = _clocks[writer];
            for (int left = chance.NextInt(4); left > 0; left--)
            {
                TableDefinition table = _plan.Program.Tables[chance.NextInt(_plan.Program.Tables.Count)];
                if (!table.IsRevised || writer == 0)
                {
                    update.Changes.Add(Change(table, pool, chance, gradients));
                }
            }

            return update;
        }

        /// <summary>Some rows, one after the other or every other one; gradients are of the present version.</summary>
        private static RowChange Change(TableDefinition table, MessagePool pool, Pcg32 chance, int[] gradients)
        {
            bool isPut = !table.IsRevised && chance.NextInt(3) == 0;
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            int apart = 1 + chance.NextInt(2);
            int row = chance.NextInt(table.Rows);
            for (int left = 1 + chance.NextInt(6); left > 0 && row < table.Rows; left--, row += apart)
            {
                double[] values = [.. Enumerable.Range(0, table.Shape.Columns).Select(_ => chance.NextInt(5) - 2.0)];
                if (table.IsRevised)
                {
                    values[^1] = gradients[row]++;
                }

                BatchWriter.Append(batch, row, values);
            }

            return new RowChange(isPut ? RowOperation.Put : RowOperation.Increment, batch);
        }
    }
}
