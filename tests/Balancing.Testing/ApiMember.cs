using System.Reflection;
using System.Runtime.CompilerServices;

namespace Balancing.Testing;

/// <summary>Members as they are written in C#, without bodies and nullable marks.</summary>
internal static class ApiMember
{
    public static string OfConstructor(ConstructorInfo constructor) => $"{Access(constructor)}.ctor({Parameters(constructor)})";

    public static string OfMethod(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(ApiName.Of))}>" : "";
        return $"{Access(method)}{Modifiers(method)}{ApiName.Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    public static string OfProperty(PropertyInfo property)
    {
        var accessors = new[] { Accessor(property.GetMethod, "get"), Accessor(property.SetMethod, IsInit(property) ? "init" : "set") };
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var modifiers = Modifiers(property.GetMethod ?? property.SetMethod!);
        return $"{modifiers}{ApiName.Of(property.PropertyType)} {property.Name}{index} {{ {string.Join(' ', accessors.Where(accessor => accessor.Length > 0))} }}";
    }

    public static string OfEvent(EventInfo e) => $"{Modifiers(e.AddMethod!)}event {ApiName.Of(e.EventHandlerType!)} {e.Name}";

    public static string OfField(FieldInfo field)
    {
        var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{kind}{ApiName.Of(field.FieldType)} {field.Name}{value}";
    }

    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passing = parameter.IsOut ? "out "
            : parameter.IsIn && parameter.ParameterType.IsByRef ? "in "
            : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : parameter.Member.IsDefined(typeof(ExtensionAttribute)) && parameter.Position == 0 ? "this " : "";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{passing}{ApiName.Of(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.DefaultValue is null && parameter.ParameterType.IsValueType ? "default" : Literal(parameter.DefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => value.ToString()!,
    };

    private static string Accessor(MethodInfo? accessor, string name) =>
        accessor is null || !(accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly) ? "" : $"{Access(accessor)}{name};";

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? method.IsAbstract ? "" : "virtual "
        : method.IsAbstract ? "abstract "
        : method.GetBaseDefinition() != method ? "override "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
}
