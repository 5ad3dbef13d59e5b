using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;
using Petuum.Lab.Testing.Programs;

namespace Petuum.Lab.Tests.Core;

/// <summary>Messages as bytes, with the messages of random runs as examples.</summary>
public sealed class MessageCoderTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60);

    [Fact]
    public void Message_FromItsBytes_SaysTheSame() => Prop.ForAll(PlanCases.Arbitrary(), random =>
    {
        HashSet<Type> seen = [];
        MessageCopier copier = new();
        WithMessages(random, message =>
        {
            seen.Add(message.GetType());
            Message copy = copier.Copy(message);
            Assert.Equal(Describe(message), Describe(copy));
            copy.Release();
        });
        Assert.Contains(typeof(Update), seen);
        Assert.Contains(typeof(ShardSnapshot), seen);
        Assert.Equal((0, 0), (copier.Pool.BatchesInUse, copier.Pool.MessagesInUse));
    }).Check(Many);

    [Fact]
    public void Head_ThatIsCutShort_IsRefused() => Prop.ForAll(PlanCases.Arbitrary(), random =>
    {
        int number = 0;
        WithMessages(random, message =>
        {
            StateWriter head = new();
            MessageCoder.WriteHead(message, head);
            int length = number++ % head.Written.Length;
            Assert.Throws<InvariantException>(
                () => MessageCoder.ReadHead(new StateReader(head.Written[..length]), new MessagePool()));
        });
    }).Check(Many);

    [Fact]
    public void Kind_ThatThereIsNot_IsRefused() => Assert.Throws<InvariantException>(
        () => MessageCoder.ReadHead(new StateReader(Enumerable.Repeat((byte)200, 100).ToArray()), new MessagePool()));

    private static void WithMessages(PlanCase random, Action<Message> examine)
    {
        IProgram program = random.Seed % 2 == 0
            ? new FloatSumProgram(random.Shape)
            : new ScheduledProgram(depth: 1, staleness: null, clocked: false);
        ShuffleOptions options = new()
        {
            Seed = new Seed(random.Seed),
            Order = DeliveryOrder.Any,
            OnSend = message =>
            {
                examine(message);
                return true;
            },
        };
        new ShuffledCluster(options).Run(random.Plan(program), NullObserver.Instance);
    }

    /// <summary>All that a message says.</summary>
    private static string Describe(Message message)
    {
        string own = message switch
        {
            ReadRequest read => $"{read.RequiredClock} {read.Background} {List(read.Tables)} {List(read.Rows)}",
            RowsMessage rows => $"{rows.Reason} {rows.ShardClock} {rows.Version} {rows.OwnUpdates}",
            Update update =>
                $"{update.Clock} {update.EndsClock} {List(update.Changes.Select(change => change.Operation))}",
            Dispatch dispatch => $"{dispatch.Round} {List(dispatch.Units.Select(
                unit => $"{unit.Round} {unit.Index} {unit.Count} {List(unit.Items.ToArray())}"))}",
            PartialResults results => $"{results.Round} {List(results.Values)} {List(results.Ends)}",
            _ => $"{((ShardSnapshot)message).Clock}",
        };
        IEnumerable<string> batches = Enumerable.Range(0, MessageCoder.BatchesOf(message))
            .Select(index => Describe(MessageCoder.BatchAt(message, index)));
        return $"{message.GetType().Name} {message.From} {message.To} {message.Sequence} {message.Bytes} {own} "
            + string.Join("; ", batches);
    }

    private static string Describe(RowBatch batch) =>
        $"{batch.Table} {batch.Shape} {List(batch.Rows.ToArray())}: " + string.Join(" | ", Enumerable
            .Range(0, batch.Count)
            .Select(row => batch.Shape.Kind == RowKind.Sparse
                ? $"{List(batch.ColumnsOf(row).ToArray())} = {Values(batch, row)}"
                : Values(batch, row)));

    private static string Values(RowBatch batch, int row) => batch.Shape.Element switch
    {
        ElementType.Float => List(batch.Row<float>(row).ToArray()),
        ElementType.Double => List(batch.Row<double>(row).ToArray()),
        _ => List(batch.Row<int>(row).ToArray()),
    };

    private static string List<T>(IEnumerable<T> values) =>
        string.Join(',', values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value}")));
}
